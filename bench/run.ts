/**
 * Measures Restock against what it could be, side by side: `npm run bench`, or a part of it with
 * `npm run bench -- --only hot-product --repeats 1 --seconds 3`. With `--write` the tables and plots of
 * docs/performance.md are made anew. Everything runs on this machine, in processes and folders of the bench's own.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder, root } from '../scripts/launcher/settings.ts';
import { findTemporal } from '../scripts/temporal-binary.ts';
import { buildWhatIsStale } from '../scripts/launcher/stale-builds.ts';
import type { Settings } from './group.ts';
import { groups } from './groups/index.ts';
import { machineFacts } from './machine/facts.ts';
import { measureFsync } from './machine/fsync.ts';
import { publish, publishFacts } from './report/publish.ts';
import { figure, render } from './report/table.ts';
import { closeStages, Stage } from './stage.ts';

const options = {
  only: { type: 'string', default: Object.keys(groups).join(',') },
  repeats: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  /** Of the mixed load under which memory shall not grow. */
  minutes: { type: 'string', default: '1' },
  /** Of one run, when restocks are counted by the second. */
  restocks: { type: 'string', default: '300' },
  /** Restocks that wait at the same time, for their memory. */
  waiting: { type: 'string', default: '1000,10000' },
  /** Where data folders are made: a folder on the disk to measure. */
  folder: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;
const { values } = parseArgs({ options });

/** What was asked for beside the usual, for whoever wants to repeat it. */
const given = (['repeats', 'seconds', 'minutes', 'restocks', 'waiting'] as const)
  .filter((name) => values[name] !== options[name].default)
  .flatMap((name) => [`--${name}`, values[name]]);

let isInterrupted = false;
const interrupt = (code: number) => {
  if (isInterrupted) return;
  isInterrupted = true;
  console.log('Ending what was started …');
  void closeStages().then(() => process.exit(code));
};
process
  .on('SIGINT', () => interrupt(130))
  .on('SIGTERM', () => interrupt(143))
  .on('SIGHUP', () => interrupt(129));
// Started through bootstrap.mjs, which keeps a channel open for as long as it lives.
if (process.send) process.on('disconnect', () => interrupt(1));

try {
  await main();
} catch (error) {
  if (!isInterrupted) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const names = values.only.split(',');
  for (const name of names) {
    if (!(name in groups)) throw new Error(`There is no group ${name}. Groups: ${Object.keys(groups).join(', ')}`);
  }
  buildWhatIsStale();
  const { path, server } = await findTemporal(process.env);
  const disk = new Stage(values.folder);
  const fsync = measureFsync(disk.folder);
  await disk.close();
  const settings: Settings = {
    repeats: positive('repeats'),
    seconds: positive('seconds'),
    minutes: positive('minutes'),
    restocks: positive('restocks'),
    waiting: values.waiting.split(',').map(Number),
    temporal: { path, server },
    fsync,
  };
  const facts = machineFacts(settings);
  console.log(render(facts));
  if (values.write) publishFacts(facts);
  const failed: string[] = [];
  for (const name of names) {
    try {
      await measure(name, settings);
    } catch (error) {
      // What was under way when its servers were ended fails, of course.
      if (isInterrupted) return;
      console.error(error);
      failed.push(name);
    }
  }
  if (isInterrupted) return;
  if (failed.length > 0) console.error(`Without a result: ${failed.join(', ')}`);
  process.exit(failed.length > 0 ? 1 : 0);
}

async function measure(name: string, settings: Settings): Promise<void> {
  const group = groups[name]!;
  console.log(`\n${group.title}`);
  const load = figure(loadavg()[0] ?? 0);
  const stage = new Stage(values.folder);
  const began = Date.now();
  try {
    const report = { title: group.title, ...(await group.measure(settings, stage)) };
    const how =
      `\`npm run bench -- ${['--only', name, ...given].join(' ')}\`, ${new Date(began).toISOString().slice(0, 10)}, ` +
      `load average before ${load}, took ${Math.ceil((Date.now() - began) / 60_000)} min.`;
    const folder = values.write ? join(root, 'docs/bench') : join(dataFolder, 'bench');
    publish(folder, name, report, how, values.write);
    for (const note of report.notes) console.log(`\n${note}`);
    for (const table of report.tables) console.log(`\n${table.caption}\n${render(table)}`);
  } finally {
    await stage.close();
  }
}

function positive(name: 'repeats' | 'seconds' | 'minutes' | 'restocks'): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} ${values[name]}: give a number above 0`);
  return value;
}
