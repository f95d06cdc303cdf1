/**
 * Breaks one rule of the code at a time, in copies of the project, and shows that the tests notice:
 * `npm run mutations -- [--only <word>] [--touched [<revision>]] [--against <tests>] [--list] [--jobs <n>] [--json <file>]`.
 * A mutation that leaves the tests green breaks a rule that is either not needed or not tested. Before that the same tests
 * must be green without any mutation.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { apply, type Mutant } from './apply.ts';
import { patternOf, testsOf, type Selection } from './find-tests.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations/index.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { filesTouchedSince } from './touched.ts';
import { openWorkingCopy, type WorkingCopy } from './working-copy.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Those with this word in their name, symbol or file. */
    only: { type: 'string' },
    /** Those whose code or tests differ from a revision, by default from the last commit. */
    touched: { type: 'boolean', default: false },
    /** Other tests than each mutation's own, as a filter for Vitest, to see what they would notice; not on MySQL. */
    against: { type: 'string' },
    list: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});

type Check = { mutation: Mutation; mutant: Mutant; selection: Selection };
type Result = Outcome & { mutation: string; file: string; seconds: number };

const checks = chosen();
if (options.list) {
  for (const { mutation, mutant, selection } of checks)
    console.log(`${mutation.name}\n    ${mutation.symbol} in ${mutant.file}, ${selection.path}`);
  process.exit();
}
if (checks.length === 0) {
  console.log('There is no such mutation.');
  process.exit(options.touched ? 0 : 1);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('Interrupted.')));
const jobs = Math.min(Number(options.jobs), checks.length);
const copies = Array.from({ length: jobs }, () => openWorkingCopy(stop.signal));
try {
  await forAll([...Map.groupBy(checks, ({ selection }) => selection.path).values()], testWithoutMutation);
  const results = await forAll(checks, test);
  const noticed = results.filter(({ outcome }) => outcome === 'noticed').length;
  console.log(`The tests noticed ${noticed} of ${results.length} mutations.`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  process.exitCode = noticed === results.length ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const copy of copies) copy.close();
}

function chosen(): Check[] {
  const touched = options.touched ? filesTouchedSince(positionals[0] ?? 'HEAD') : null;
  const word = options.only?.toLowerCase() ?? '';
  const other = options.against && { path: options.against, pattern: patternOf('') };
  return mutations
    .map((mutation) => ({ mutation, mutant: apply(mutation), selection: other || testsOf(mutation) }))
    .filter(({ mutation, mutant, selection }) => {
      if (touched && !touched.has(mutant.file) && !touched.has(selection.path)) return false;
      return `${mutation.name} ${mutation.symbol} ${mutant.file}`.toLowerCase().includes(word);
    });
}

/** @throws {Error} where one of the tests fails, or a pattern finds none */
async function testWithoutMutation(copy: WorkingCopy, same: Check[]): Promise<void> {
  const { path } = same[0]!.selection;
  const patterns = [...new Set(same.map(({ selection }) => selection.pattern))];
  const run = () => copy.test({ path, pattern: patterns.join('|') });
  let report = await run();
  if (outcomeOf(report).outcome === 'timed-out') report = await run();
  const { outcome, by } = outcomeOf(report);
  if (outcome !== 'not-noticed') throw new Error(`Without any mutation these fail in ${path}: ${by.join('; ')}`);
  for (const { mutation, selection } of same) {
    if (report.ran.some((name) => new RegExp(selection.pattern).test(name))) continue;
    const where = mutation.on === undefined ? 'elsewhere than on MySQL' : `on ${mutation.on}`;
    throw new Error(`"${mutation.name}": no test in ${path} is named /${mutation.named ?? ''}/ and runs ${where}.`);
  }
}

async function test(copy: WorkingCopy, { mutation, mutant, selection }: Check): Promise<Result> {
  const began = performance.now();
  const run = async () => outcomeOf(await copy.test(selection));
  const { outcome, by } = await copy.withMutant(mutant, async () => {
    const first = await run();
    if (first.outcome !== 'timed-out' && first.outcome !== 'broken') return first;
    console.log(`… ${first.outcome}: not counted, and run once more: ${mutation.name}: ${first.by.join('; ')}`);
    return run();
  });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(`${outcome === 'noticed' ? '✓' : '✗'} ${outcome}: ${mutation.name} (${seconds} s)`);
  return { mutation: mutation.name, file: mutant.file, outcome, by, seconds };
}

/** One after the other in each copy, all copies at once. Where one fails, the others are stopped. */
async function forAll<Item, Answer>(items: Item[], work: (copy: WorkingCopy, item: Item) => Promise<Answer>) {
  const answers: Answer[] = [];
  const queue = items.values();
  await Promise.allSettled(
    copies.map(async (copy) => {
      for (const item of queue) answers.push(await work(copy, item).catch((error: unknown) => stopAll(error)));
    }),
  );
  stop.signal.throwIfAborted();
  return answers;
}

function stopAll(error: unknown): never {
  stop.abort(error);
  throw error;
}
