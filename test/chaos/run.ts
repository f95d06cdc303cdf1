/**
 * Breaks the running system on purpose, round after round, and compares afterwards what buyers, factory and courier have
 * on record with what the shop says: `npm run chaos -- --faults api,worker --rounds 20 --seed 1`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/launcher/settings.ts';
import { findTemporal } from '../../scripts/temporal-binary.ts';
import { buildWhatIsStale } from '../../scripts/launcher/stale-builds.ts';
import { scenarios } from './faults.ts';
import { Report } from './report.ts';
import { playRounds, type Job } from './play.ts';
import { sets } from './sets.ts';
import { findToxiproxy } from './toxiproxy-binary.ts';

const { values } = parseArgs({
  options: {
    faults: { type: 'string' },
    /** Of every fault; else as the set says. */
    rounds: { type: 'string' },
    set: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Only this round of each fault, as an earlier run with the same seed had it. */
    round: { type: 'string' },
    /** Whole systems at work side by side. */
    lanes: { type: 'string', default: '1' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
const jobs = planJobs();
console.log(`${jobs.length} rounds, seed ${values.seed}, commit ${commit}`);
buildWhatIsStale();
const folder = mkdtempSync(join(tmpdir(), 'restock-chaos-'));
const report = new Report(values.seed, commit);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

const executables = { temporal: (await findTemporal(process.env)).path, toxiproxy: await findToxiproxy(process.env) };
await playRounds({
  jobs,
  seed: values.seed,
  lanes: Array.from({ length: Number(values.lanes) }, (_, lane) => join(folder, String(lane + 1))),
  executables,
  report,
  signal: interrupted.signal,
});

console.log(`\n${report.table()}\n`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(report.toJson(), null, 2)}\n`);
const { passed, failed } = report.counts();
if (failed === 0 && !values.keep) rmSync(folder, { recursive: true });
else console.log(`Logs and data: ${folder}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && !interrupted.signal.aborted ? 0 : 1);

/** Rounds that leave each other alone come last, together. */
function planJobs(): Job[] {
  const set = sets[values.set ?? 'ci'];
  if (!set) throw new Error(`There is no set ${values.set}. Known: ${Object.keys(sets).join(', ')}`);
  const names = values.faults?.split(',') ?? Object.keys(values.set ? set : scenarios);
  const unknown = names.filter((name) => scenarios[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`There is no fault ${unknown.join(', ')}. Known: ${Object.keys(scenarios).join(', ')}`);
  }
  const planned = names.flatMap((name) => {
    const rounds = values.round === undefined ? range(Number(values.rounds ?? set[name] ?? 3)) : [Number(values.round)];
    return rounds.map((round): Job => ({ fault: name, round }));
  });
  const isGentle = ({ fault }: Job) => scenarios[fault]?.sideBySide === true;
  return [...planned.filter((job) => !isGentle(job)), ...planned.filter(isGentle)];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1);
}
