import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startGenerator } from '../load/start-generator.ts';
import { memory } from '../machine/usage.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { changeRestocks, manyOpenRestocks } from '../sides/changing-restocks.ts';
import { startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startApi } from '../sides/processes.ts';
import { stock } from '../sides/products.ts';
import { runSales, type SalesRun } from '../sides/sales-run.ts';
import { watchedBy, type Watched } from '../sides/watchers.ts';

const open = 10_000;
const perSecond = 1_000;
const clients = 64;
/** Purchases a second, where it is not as many as can be. */
const rate = 500;
const products = { prefix: 'sold-', count: 1, choice: 'even' } as const;

type Run = Omit<SalesRun, 'latency'> & {
  watched: Watched | null;
  changes: number;
  memory: number;
  /** Milliseconds by which timers of the API came late, 99 of 100 at most. */
  loopDelay: number;
  p99: number;
};

/** What those who watch cost: ten thousand open restocks, a thousand changes a second, and sales meanwhile. */
export const watching: Group = {
  title: 'Watched by many',
  async measure({ seconds, repeats }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    await manyOpenRestocks(database.db, open);
    await stock(database.db, products);
    const api = await startApi(stage, 'api', { databaseUrl: database.url, env: environments.shipped });
    const under = async (watchers: number, load: { rate?: number }): Promise<Run> => {
      const changing = changeRestocks(database.db, { count: open, perSecond });
      const { done, watched } = await watchedBy(api.url, watchers, async () => {
        // The first look at so many changes is behind us, and what was noted of delays until now is thrown away.
        await delay(1_000);
        await loopDelay(api.url);
        const run = await runSales(
          { generator, database, apiPid: api.pid },
          { url: api.url, clients, seconds, products, ...load },
        );
        return { ...run, loopDelay: await loopDelay(api.url) };
      });
      const changes = await changing.stop();
      // The generator makes up its mind once a second where one a second is due: no measure of the shop.
      const p99 = load.rate === 1 ? undefined : done.latency?.p99;
      return { ...done, watched, changes, memory: memory(api.pid).now, p99: p99 ?? Number.NaN };
    };
    const loads = { 'at full load': {}, [`${rate} sales a second`]: { rate }, 'one sale a second': { rate: 1 } };
    const sides = Object.entries(loads).flatMap(([name, load]) =>
      [0, 1, 50].map((watchers) => ({
        load: name,
        watchers,
        name: `${name}, ${watchers}`,
        run: () => under(watchers, load),
      })),
    );
    const runs = await interleave(sides, repeats);
    const of = (name: string) => runs.get(name) ?? [];
    return {
      notes: [
        `MariaDB, one API, one product sold to ${clients} clients, ${open.toLocaleString('en')} open restocks of which ` +
          `${perSecond.toLocaleString('en')} change a second, and so many streams of events. The bench itself changes the rows and ` +
          'reads the streams, on the same two cores. Ratios are taken within a round. Delay of the event loop: how late timers of ' +
          'the API came, 99 of 100 at most, as `nodejs_eventloop_lag_p99_seconds` has it.',
      ],
      tables: [
        {
          caption: 'Sales, and what the API needs: median (least–most)',
          columns: [
            'load',
            'watch',
            'sold a second',
            'against nobody',
            'p99, ms',
            'loop delay p99, ms',
            'cores, API',
            'cores, database',
            'memory, MB',
          ],
          rows: sides.map(({ name, load, watchers }) => {
            const runsOf = of(name);
            const nobody = of(`${load}, 0`);
            const middle = (value: (run: Run) => number) => figure(median(runsOf.map(value)));
            const ratios = runsOf.map(
              (run, round) => (run.perSecond ?? Number.NaN) / (nobody[round]?.perSecond ?? Number.NaN),
            );
            return [
              load,
              String(watchers),
              spread(summarize(runsOf.flatMap((run) => run.perSecond ?? []))),
              figure(median(ratios)),
              middle(({ p99 }) => p99),
              middle((run) => run.loopDelay),
              middle(({ cores }) => cores.api),
              middle(({ cores }) => cores.database),
              middle((run) => run.memory),
            ];
          }),
        },
        {
          caption: 'What each of those who watch is sent: medians',
          columns: ['load', 'watch', 'changes a second', 'messages a second', 'kB a second', 'longest gap, ms'],
          rows: sides
            .filter(({ watchers }) => watchers > 0)
            .map(({ name, load, watchers }) => {
              const middle = (value: (run: Run) => number | undefined) =>
                figure(median(of(name).map((run) => value(run) ?? Number.NaN)));
              return [
                load,
                String(watchers),
                middle(({ changes }) => changes),
                middle(({ watched }) => watched?.messagesPerSecond),
                middle(({ watched }) => watched?.kilobytesPerSecond),
                middle(({ watched }) => watched?.longestGap),
              ];
            }),
        },
      ],
      plots: {},
      runs: Object.fromEntries(runs),
    };
  },
};

/** Since it was asked for the last time, in milliseconds. */
async function loopDelay(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]) * 1_000;
}
