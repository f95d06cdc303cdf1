import { styleText } from 'node:util';
import Table from 'cli-table3';

export type Column<Row> = {
  head: string;
  cell: (row: Row) => string;
  align?: 'right';
  /** Gives way where the terminal is too narrow for all: its text goes on in the next line. One of them. */
  isFlexible?: boolean;
};

const least = 24;
const gap = '  ';

const borderless = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: gap,
  },
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

/** @param width columns of the terminal; null: as wide as it has to be */
export function tableOf<Row>(rows: Row[], columns: Column<Row>[], width: number | null): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const whole = draw(columns, cells, []);
  const excess = width === null ? 0 : sumOf(whole.widths) + gap.length * (columns.length - 1) - width;
  if (excess <= 0) return whole.text;
  const narrowed = columns.map(({ isFlexible }, index) => (isFlexible === true ? whole.widths[index]! - excess : null));
  const fits = narrowed.some((each) => each !== null && each >= least);
  return fits ? draw(columns, cells, narrowed).text : recordsOf(columns, cells);
}

/** For terminals on which no table fits: one line for each cell that says something. */
function recordsOf<Row>(columns: Column<Row>[], cells: string[][]): string {
  const longest = Math.max(...columns.map(({ head }) => head.length));
  const lineOf = (cell: string, index: number) =>
    index === 0 ? cell : `  ${columns[index]!.head.padEnd(longest)}  ${cell}`;
  const saysSomething = (cell: string, index: number) => index === 0 || (cell !== '' && cell !== '–');
  const lines = cells.flatMap((row) =>
    row.map((cell, index) => (saysSomething(cell, index) ? lineOf(cell, index) : null)),
  );
  return lines.filter((line) => line !== null).join('\n');
}

function draw<Row>(columns: Column<Row>[], cells: string[][], colWidths: (number | null)[]) {
  const head = columns.map((column) => styleText('dim', column.head));
  const colAligns = columns.map(({ align }) => align ?? 'left');
  const table = new Table({ ...borderless, head, colWidths: [...colWidths], colAligns, wordWrap: true });
  table.push(...cells);
  const text = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  // By now it knows how wide each column is, in columns of the terminal, of which some letters take two.
  return { text, widths: table.options.colWidths.map((each) => each ?? 0) };
}

function sumOf(numbers: number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
