import type { Summary } from './statistics.ts';

export type Table = { caption: string; columns: string[]; rows: string[][] };

/** Markdown that reads well in a terminal too: columns of figures stand to the right. */
export function render({ columns, rows }: Table): string {
  const shape = columns.map((column, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    return {
      width: Math.max(3, column.length, ...cells.map((cell) => cell.length)),
      isFigures: cells.every((cell) => /^[\d–-]/.test(cell)),
    };
  });
  const line = (cells: string[]) =>
    `| ${shape.map(({ width, isFigures }, index) => (isFigures ? (cells[index] ?? '').padStart(width) : (cells[index] ?? '').padEnd(width))).join(' | ')} |`;
  const rule = shape.map(({ width, isFigures }) => (isFigures ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** Three significant digits are as much as such a figure is worth. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** The median and, where there was more than one run, how far the runs lie apart. */
export function spread({ median, least, most, runs }: Summary): string {
  if (runs === 0) return '–';
  return runs === 1 ? figure(median) : `${figure(median)} (${figure(least)}–${figure(most)})`;
}
