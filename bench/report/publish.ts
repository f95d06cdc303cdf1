import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';
import type { Report } from '../group.ts';
import { draw } from './plot.ts';
import { render, type Table } from './table.ts';

const page = join(root, 'docs/performance.md');

/** Puts what a group has found into the folder, and where it is to be published also between its marks on the page. */
export function publish(folder: string, group: string, report: Report, how: string, onPage: boolean): void {
  mkdirSync(folder, { recursive: true });
  const { title, notes, tables, plots, runs } = report;
  writeFileSync(join(folder, `${group}.json`), `${JSON.stringify({ title, how, notes, tables, runs }, rounded)}\n`);
  for (const [name, plot] of Object.entries(plots)) writeFileSync(join(folder, `${name}.svg`), draw(plot));
  if (!onPage) return;
  const pictures = Object.entries(plots).map(([name, { title: alt }]) => `![${alt}](bench/${name}.svg)`);
  replace(group, [how, ...notes, ...tables.flatMap(withCaption), ...pictures]);
}

export function publishFacts(facts: Table): void {
  replace('machine', [render(facts)]);
}

function withCaption(table: Table): string[] {
  return [`${table.caption}:`, render(table)];
}

function replace(mark: string, paragraphs: string[]): void {
  const [begin, end] = [`<!-- bench ${mark} -->`, `<!-- /bench ${mark} -->`];
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`docs/performance.md has no place for "${mark}": add ${begin} and ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${paragraphs.join('\n\n')}\n\n${text.slice(to)}`);
}

/** Four significant digits: the files are to be read and kept. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
