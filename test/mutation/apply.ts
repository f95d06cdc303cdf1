import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';
import { edited, type Edit } from './changes.ts';
import type { Mutation } from './mutation.ts';
import { contains, errorIn, readSource, referencesIn, type Source } from './source.ts';

/** A file with a rule broken. */
export type Mutant = { file: string; text: string };

let sources: Source[] | undefined;

/**
 * Finds the place that a mutation means and changes it there.
 *
 * @throws {Error} unless it fits one place and leaves code that can run; the message says what to do
 */
export function apply(mutation: Pick<Mutation, 'name' | 'symbol' | 'change'>, all = readSources()): Mutant {
  const { symbol, change } = mutation;
  const fail = (what: string): never => {
    throw new Error(
      `The mutation "${mutation.name}" cannot be applied: ${what} Bring test/mutation/mutations up to date.`,
    );
  };
  const symbols = all.flatMap((source) => symbolsOf(source, symbol).map((found) => ({ source, found })));
  if (symbols.length === 0) fail(`nothing in src is called ${symbol}.`);

  const places = new Map<string, { source: Source; edit: Edit }>();
  for (const { source, found } of symbols)
    for (const edit of change.find(source, found)) places.set(`${source.file}:${edit.start}`, { source, edit });
  const [place] = places.values();
  if (place === undefined || places.size !== 1) {
    const where = [...places.values()].map(({ source, edit }) => `${source.file}:${lineOf(source.text, edit.start)}`);
    const found = place === undefined ? 'no place' : `${places.size} places (${where.join(', ')})`;
    const files = [...new Set(symbols.map(({ source }) => source.file))].join(', ');
    return fail(`${change.name} fits ${found} in ${symbol} (${files}), and must fit one.`);
  }

  const { source, edit } = place;
  const mutant = { file: source.file, text: edited(source.text, [edit]) };
  const error = errorIn(mutant);
  if (error !== null) fail(error);
  const known = referencesIn(source);
  const unknown = [...referencesIn(mutant)].filter((name) => !known.has(name) && !(name in globalThis));
  if (unknown.length > 0) fail(`what it puts there uses ${unknown.join(', ')}, which ${source.file} does not have.`);
  return mutant;
}

/** Everything in `src`. */
function readSources(): Source[] {
  sources ??= globSync('src/**/*.ts', { cwd: root }).map((file) =>
    readSource(file, readFileSync(join(root, file), 'utf8')),
  );
  return sources;
}

/** @param path name of the symbol, perhaps after the names of those that it lies in */
function symbolsOf({ symbols }: Source, path: string): Source['symbols'] {
  const [name, ...outer] = path.split('.').toReversed();
  return symbols.filter((symbol) => {
    if (symbol.name !== name) return false;
    const around = symbols.filter((each) => each !== symbol && contains(each, symbol)).map((each) => each.name);
    return outer.every((each) => around.includes(each));
  });
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
