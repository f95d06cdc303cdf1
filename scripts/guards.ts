/**
 * Takes one guard out at a time, in copies of the tree, and shows that the tests notice:
 * `npm run guards -- [--only <word>] [--against <tests>] [--jobs <n>] [--json <file>]`. A guard whose absence leaves the tests green is either
 * not needed or not tested. Before that the same tests must be green with all guards in place.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allGuards } from './guards/all-guards.ts';
import type { Guard } from './guards/guard.ts';
import { openTree, type Tree } from './guards/tree.ts';
import { findTemporal } from './temporal-binary.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    /** Other tests than each guard's own, to see what they would notice; on SQLite. */
    against: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const only = options.only?.toLowerCase() ?? '';
const guards = allGuards
  .filter(({ name, file }) => `${name} ${file}`.toLowerCase().includes(only))
  .map((guard): Guard => (options.against ? { ...guard, tests: [options.against], named: 'SQLite' } : guard));
if (guards.length === 0) throw new Error(`No guard has "${only}" in its name or file.`);

type Result = { guard: string; file: string; noticed: boolean; by: string[]; seconds: number };

const { path: temporal } = await findTemporal(process.env);
const trees = Array.from({ length: Math.min(Number(options.jobs), guards.length) }, () => openTree(temporal));
try {
  const broken = await forAll(runsOf(guards), async (tree, run) => ({ run, failed: await tree.failures(run) }));
  for (const { run, failed } of broken) {
    if (failed.length === 0) continue;
    throw new Error(`With all guards in place these of ${run.tests.join()} fail: ${failed.join('; ')}`);
  }
  const results = await forAll(guards, test);
  const unnoticed = results.filter(({ noticed }) => !noticed);
  console.log(`The tests noticed ${results.length - unnoticed.length} of ${results.length} removals.`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
} finally {
  for (const tree of trees) tree.close();
}

async function test(tree: Tree, guard: Guard): Promise<Result> {
  const began = performance.now();
  const by = await tree.without(guard, () => tree.failures(guard));
  const noticed = by.length > 0;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(`${noticed ? '✓ red  ' : '✗ GREEN'}  without: ${guard.name} (${seconds} s)`);
  return { guard: guard.name, file: guard.file, noticed, by, seconds };
}

/** What there is to run, each once: all patterns of the same files together. */
function runsOf(all: Guard[]): Pick<Guard, 'tests' | 'named'>[] {
  const byTests = Map.groupBy(all, ({ tests }) => tests.join());
  return [...byTests.values()].map((same) => {
    const patterns = same.map(({ named }) => named ?? '');
    const named = patterns.includes('') ? '' : [...new Set(patterns)].join('|');
    return { tests: same[0]?.tests ?? [], ...(named === '' ? {} : { named }) };
  });
}

/** One after the other in each tree, all trees at once. */
async function forAll<Item, Answer>(items: Item[], work: (tree: Tree, item: Item) => Promise<Answer>) {
  const answers: Answer[] = [];
  const queue = items.values();
  await Promise.all(
    trees.map(async (tree) => {
      for (const item of queue) answers.push(await work(tree, item));
    }),
  );
  return answers;
}
