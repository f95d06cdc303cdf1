import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startGenerator } from '../load/start-generator.ts';
import { median, quantile } from '../report/statistics.ts';
import { figure } from '../report/table.ts';
import { startBare } from '../sides/bare/start-bare.ts';
import { buyEach } from '../sides/buy.ts';
import { startDatabase } from '../sides/databases.ts';
import { startSilentFactory } from '../sides/factory.ts';
import { startShop, startTemporal } from '../sides/processes.ts';
import { ledgerFault, settledTotals, skusOf, stock, totals } from '../sides/products.ts';

const clients = 256;
/** Milliseconds between two samples, and so how many there can be. */
const pause = 20;
const mostPerSecond = 1_000 / pause;
/** A factory that is not asked within this time counts as asked then, in milliseconds. */
const patience = 20_000;

/** How soon the factory hears of it that the last unit is sold. */
export const lastSale: Group = {
  title: 'From the last sale to the factory',
  async measure({ seconds, repeats, temporal: { path } }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    const temporal = await startTemporal(stage, path);
    const factory = await startSilentFactory(stage);
    const { api } = await startShop(stage, { databaseUrl: database.url, temporal, factoryUrl: factory.url });
    const bare = await startBare(stage, temporal.address);
    const { db } = database;
    const hot = { prefix: 'hot-', count: 1, choice: 'even' } as const;
    await stock(db, hot);

    // Made ahead, so that making them is no part of the crowd.
    const shelves: string[] = [];
    let prefixes = 0;
    const fill = async () => {
      const [prefix, count] = [`last${prefixes++}-`, Math.ceil(seconds * mostPerSecond)];
      await stock(db, { prefix, count, onHand: 1, policy: { leadTimeSeconds: 3_600 } });
      shelves.push(...skusOf(prefix, count));
    };
    const shop = async (): Promise<number> => {
      const sku = shelves.pop() ?? '';
      const soldAt = await buyEach(api.url, [sku]);
      const end = Date.now() + patience;
      const key = `restock-${sku}-1`;
      while (!factory.askedAt.has(key) && Date.now() < end) await delay(1);
      return (factory.askedAt.get(key) ?? Date.now()) - Date.parse(soldAt.get(sku) ?? '');
    };
    const repeated = async (sample: () => Promise<number>) => {
      const milliseconds: number[] = [];
      for (const end = Date.now() + seconds * 1_000; Date.now() < end; await delay(pause))
        milliseconds.push(await sample());
      return {
        samples: milliseconds.length,
        p50: quantile(milliseconds, 0.5),
        p99: quantile(milliseconds, 0.99),
        milliseconds,
      };
    };
    const inCrowd = async <T>(work: () => Promise<T>): Promise<T> => {
      const before = await totals(db, hot.prefix);
      // Longer than the samples take, so that the last one too is taken in the crowd.
      const crowd = generator.run({ url: api.url, clients, seconds: seconds + 1, products: hot });
      await delay(500);
      const done = await work();
      const { answers, unanswered } = await crowd;
      const after = await settledTotals(db, hot.prefix);
      const fault = await ledgerFault(db, { before, after, told: answers['201'] ?? 0, doubtful: unanswered + clients });
      if (fault !== null) throw new Error(fault);
      return done;
    };
    const sides = [
      { name: 'last sale to factory, idle', run: async () => (await fill(), repeated(shop)) },
      { name: 'bare start to activity, idle', run: () => repeated(bare.probe) },
      { name: 'last sale to factory, in the crowd', run: async () => (await fill(), inCrowd(() => repeated(shop))) },
      { name: 'bare start to activity, in the crowd', run: () => inCrowd(() => repeated(bare.probe)) },
    ];
    await fill();
    for (const sample of [shop, bare.probe]) await sample();
    const runs = await interleave(sides, repeats);
    return {
      notes: [
        `MariaDB; the crowd are ${clients} clients buying another product as fast as they are served. The shop's time counts ` +
          "from the purchase's own `purchasedAt`, which is read just before its transaction commits, to the factory's reading " +
          "of the order's head: a little more than from the commit. The probe counts from the request to start a workflow with " +
          'one activity to the first line of that activity.',
      ],
      tables: [
        {
          caption: 'Milliseconds (of all samples)',
          columns: ['side', 'samples', 'p50', 'p90', 'p99', 'median of the p99 of the runs'],
          rows: sides.map(({ name }) => {
            const of = runs.get(name) ?? [];
            const all = of.flatMap(({ milliseconds }) => milliseconds);
            return [
              name,
              String(all.length),
              ...[0.5, 0.9, 0.99].map((share) => figure(quantile(all, share))),
              figure(median(of.map(({ p99 }) => p99))),
            ];
          }),
        },
      ],
      plots: {},
      runs: Object.fromEntries(runs),
    };
  },
};
