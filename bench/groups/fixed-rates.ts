import type { Group } from '../group.ts';
import { interleave, type Side } from '../interleave.ts';
import type { Latency } from '../load/load.ts';
import { startGenerator } from '../load/start-generator.ts';
import { median, quantile } from '../report/statistics.ts';
import { figure } from '../report/table.ts';
import { databaseKinds, startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startApi } from '../sides/processes.ts';
import { stock } from '../sides/products.ts';
import { runSales, type SalesRun } from '../sides/sales-run.ts';

const shares = [0.1, 0.25, 0.5, 0.8, 0.95];
const clients = 256;
const products = { prefix: 'rate-', count: 1, choice: 'even' } as const;
const percentiles = ['p50', 'p90', 'p99', 'p999'] as const satisfies (keyof Latency)[];

/** How long a buyer waits while so much of what the shop can sell is asked of it. */
export const fixedRates: Group = {
  title: 'Latency at fixed rates',
  async measure({ seconds, repeats, fsync }, stage) {
    const generator = startGenerator(stage);
    const best = new Map<string, number>();
    const sides: Side<SalesRun>[] = [];
    for (const kind of databaseKinds) {
      const database = await startDatabase(stage, kind);
      await stock(database.db, products);
      const api = await startApi(stage, kind, { databaseUrl: database.url, env: environments.shipped });
      const run = (rate?: number) =>
        runSales({ generator, database, apiPid: api.pid }, { url: api.url, clients, seconds, rate, products });
      const tries = [await run(), await run(), await run()].map(({ perSecond }) => perSecond ?? 0);
      best.set(kind, quantile(tries, 1));
      console.log(`${kind}: ${Math.round(best.get(kind) ?? 0)} a second at best`);
      for (const share of shares)
        sides.push({ name: `${kind} ${share}`, run: () => run(share * (best.get(kind) ?? 0)) });
    }
    const runs = await interleave(sides, repeats);
    const of = (kind: string, share: number) => runs.get(`${kind} ${share}`) ?? [];
    const latency = (kind: string, share: number, percentile: keyof Latency) =>
      median(of(kind, share).flatMap((run) => run.latency?.[percentile] ?? []));
    return {
      notes: [
        'Requests are due at even distances, whatever comes back; latency counts from when a request was due, so none is ' +
          'hidden by requests that were not sent (coordinated omission). What the load generator is late by counts too: it ' +
          'wakes up once a millisecond. `best` is the most that 256 clients got in three runs just before.',
        `fsync on this disk: p99 ${figure(fsync.p99)} ms, so the aim at 80 % of the best rate is ${figure(4 * fsync.p99 + 10)} ms.`,
      ],
      tables: [
        {
          caption: 'Milliseconds by share of the best rate (medians of the runs)',
          columns: ['database', 'share of best', 'asked a second', 'sold a second', 'p50', 'p90', 'p99', 'p99.9'],
          rows: databaseKinds.flatMap((kind) =>
            shares.map((share) => [
              kind,
              `${share * 100} %`,
              figure(share * (best.get(kind) ?? 0)),
              figure(median(of(kind, share).flatMap(({ perSecond }) => perSecond ?? []))),
              ...percentiles.map((percentile) => figure(latency(kind, share, percentile))),
            ]),
          ),
        },
      ],
      plots: {
        'fixed-rates': {
          title: 'Latency over the rate asked for',
          x: { label: 'purchases a second' },
          y: { label: 'milliseconds', log: true },
          lines: databaseKinds.flatMap((kind) =>
            (['p50', 'p99'] as const).map((percentile) => ({
              name: `${percentile}, ${kind}`,
              points: shares
                .map((share): [number, number] => [share * (best.get(kind) ?? 0), latency(kind, share, percentile)])
                .filter(([, value]) => value > 0),
            })),
          ),
        },
      },
      runs: { best: Object.fromEntries(best), ...Object.fromEntries(runs) },
    };
  },
};
