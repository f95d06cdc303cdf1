/**
 * Breaks the running system on purpose, round after round, and compares afterwards what buyers and factory have on
 * record with what the shop says: `npm run chaos -- --faults api,worker --rounds 20 --seed 1`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/launcher/settings.ts';
import { findTemporal } from '../../scripts/temporal-binary.ts';
import setup from '../support/global-setup.ts';
import { stockDonuts } from '../support/donuts.ts';
import { startBuyers } from './buyers.ts';
import { faults, type Chance } from './faults.ts';
import { judge, type Verdict } from './judge.ts';
import { createSystem, type System } from './system.ts';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: Object.keys(faults).join(',') },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Only this round of each fault, as an earlier run with the same seed had it. */
    round: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const names = values.faults.split(',');
const unknown = names.filter((name) => faults[name] === undefined);
if (unknown.length > 0)
  throw new Error(`Unknown faults: ${unknown.join(', ')}. Known: ${Object.keys(faults).join(', ')}`);

const openingStock = 20;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
console.log(`seed ${values.seed}, commit ${commit}`);
setup();
const folder = mkdtempSync(join(tmpdir(), 'restock-chaos-'));
const system = await createSystem(folder, (await findTemporal(process.env)).path);
const table: {
  fault: string;
  rounds: number;
  violations: number;
  slowest: number;
  askedAgain: number;
  sales: number;
  restocks: number;
}[] = [];
try {
  await system.start();
  for (const name of names) table.push(await runFault(system, name));
} finally {
  await system.stop();
}
console.table(table);
if (values.json) writeFileSync(values.json, JSON.stringify({ seed: values.seed, commit, table }, null, 2));
const clean = table.every(({ violations }) => violations === 0);
if (clean && !values.keep) rmSync(folder, { recursive: true });
else console.log(`Logs and data: ${folder}`);
process.exitCode = clean ? 0 : 1;

async function runFault(system: System, name: string) {
  const rounds = values.round === undefined ? range(Number(values.rounds)) : [Number(values.round)];
  const row = { fault: name, rounds: rounds.length, violations: 0, slowest: 0, askedAgain: 0, sales: 0, restocks: 0 };
  for (const round of rounds) {
    const verdict = await runRound(system, name, round);
    row.violations += verdict.violations.length;
    row.slowest = Math.max(row.slowest, verdict.settledAfter);
    row.askedAgain += verdict.askedAgain;
    row.sales += verdict.sold;
    row.restocks += verdict.restocks;
    report(name, round, verdict);
  }
  return row;
}

async function runRound(system: System, name: string, round: number): Promise<Verdict> {
  const chance = chanceOf(`${values.seed}/${name}/${round}`);
  const sku = `chaos-${name}-${round}`;
  await stockDonuts(system.db, openingStock, { orderQuantity: 20 }, sku);
  const buyers = startBuyers({ sku, count: 8, apiUrls: system.apiUrls, random: chance.random });
  await faults[name]?.(system, chance);
  const told = await buyers.stop();
  return judge({ db: system.db, sku, openingStock, buyers: told, factoryUrl: system.factoryUrl });
}

function report(name: string, round: number, verdict: Verdict): void {
  const { violations, settledAfter, sold, refused, restocks, askedAgain } = verdict;
  const mark = violations.length === 0 ? '✓' : '✗';
  console.log(
    `${mark} ${name} ${round}: ${sold} sold, ${refused} refused, ${askedAgain} asked again, ${restocks} restocks, settled after ${settledAfter} ms`,
  );
  for (const violation of violations) console.log(`    ${violation}`);
  if (violations.length > 0) {
    console.log(`    again: npm run chaos -- --faults ${name} --round ${round} --seed ${values.seed}`);
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1);
}

/** The same sequence for the same text (mulberry32 over an FNV-1a hash). */
function chanceOf(text: string): Chance {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { random, pick: (items) => items[Math.floor(random() * items.length)] as (typeof items)[number] };
}
