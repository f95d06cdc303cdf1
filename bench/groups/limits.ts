import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startGenerator } from '../load/start-generator.ts';
import { shares, type CpuProfile } from '../report/profile.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { databaseKinds, startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startApi } from '../sides/processes.ts';
import { stock } from '../sides/products.ts';
import { runSales, type SalesRun } from '../sides/sales-run.ts';

const clients = 256;
const products = { prefix: 'limit-', count: 1, choice: 'even' } as const;

/** Where the time goes when a crowd buys one product. The profiler itself costs some: no figure for comparison. */
export const limits: Group = {
  title: 'What limits it now',
  async measure({ seconds, repeats, fsync }, stage) {
    const generator = startGenerator(stage);
    const sides = [];
    const apis = new Map<string, { end: () => Promise<void>; profiles: string }>();
    for (const kind of databaseKinds) {
      const database = await startDatabase(stage, kind);
      await stock(database.db, products);
      const profiles = join(stage.folder, `profiles-${kind}`);
      const api = await startApi(stage, kind, {
        databaseUrl: database.url,
        env: environments.shipped,
        nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${profiles}`],
      });
      apis.set(kind, { end: () => api.member.end('SIGTERM'), profiles });
      const load = { url: api.url, clients, seconds, products };
      sides.push({ name: kind, run: () => runSales({ generator, database, apiPid: api.pid }, load) });
    }
    const runs = await interleave(sides, repeats);
    const profiled = new Map<string, [string, number][]>();
    for (const [kind, { end, profiles }] of apis) {
      await end();
      const [file] = globSync(join(profiles, '*.cpuprofile'));
      if (file !== undefined) profiled.set(kind, shares(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile));
    }
    const owners = [
      ...new Set(
        [...profiled.values()].flatMap((found) => found.filter(([, share]) => share >= 0.02)).map(([owner]) => owner),
      ),
    ];
    const shareOf = (kind: string, owner: string) => profiled.get(kind)?.find(([name]) => name === owner)?.[1] ?? 0;
    const sum = (owner: string) => databaseKinds.reduce((total, kind) => total + shareOf(kind, owner), 0);
    const middle = (kind: string, value: (run: SalesRun) => number | undefined) =>
      figure(median((runs.get(kind) ?? []).map((run) => value(run) ?? Number.NaN)));
    return {
      notes: [
        `${clients} clients, one product, the API under \`node --cpu-prof\` from its start to its end, which makes it slower: the ` +
          'purchases a second are only for reading this table. Log writes are each followed by an fsync; times the median ' +
          `fsync of ${figure(fsync.median)} ms they say how long the disk was waited for in each second.`,
      ],
      tables: [
        {
          caption: 'Processors kept busy, and the log (medians)',
          columns: [
            'database',
            'purchases a second',
            'API',
            'database server',
            'load',
            'purchases a commit',
            'log writes a second',
            'fsync, s a second',
          ],
          rows: databaseKinds.map((kind) => [
            kind,
            spread(summarize((runs.get(kind) ?? []).flatMap(({ perSecond }) => perSecond ?? []))),
            middle(kind, ({ cores }) => cores.api),
            middle(kind, ({ cores }) => cores.database),
            middle(kind, ({ cores }) => cores.load),
            middle(kind, ({ purchasesPerCommit }) => purchasesPerCommit),
            middle(kind, ({ logWritesPerSecond }) => logWritesPerSecond),
            middle(kind, ({ logWritesPerSecond }) => ((logWritesPerSecond ?? Number.NaN) * fsync.median) / 1_000),
          ]),
        },
        {
          caption: "The API's own processor time, in percent, by whose code was running",
          columns: ['code', ...databaseKinds],
          rows: owners
            .toSorted((a, b) => sum(b) - sum(a))
            .map((owner) => [owner, ...databaseKinds.map((kind) => figure(shareOf(kind, owner) * 100))]),
        },
      ],
      plots: {},
      runs: { runs: Object.fromEntries(runs), profiled: Object.fromEntries(profiled) },
    };
  },
};
