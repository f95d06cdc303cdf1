import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startGenerator } from '../load/start-generator.ts';
import { newRequests, temporalRequests } from '../machine/temporal-requests.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { startDatabase } from '../sides/databases.ts';
import { startSilentFactory } from '../sides/factory.ts';
import { startShop, startTemporal } from '../sides/processes.ts';
import { ledgerFault, settledTotals, stock, totals } from '../sides/products.ts';

const clients = 256;
const shelf = 500;
/** Milliseconds after the last buyer until Temporal's requests are read. */
const afterwards = 2_000;

type Run = { requests: number; starts: number; refusals?: number | null; fault?: string | null; restocks?: number };

/** What thousands of refused buyers do to Temporal, which shall not notice them. */
export const soldOut: Group = {
  title: 'Sold out, in the crowd',
  async measure({ seconds, repeats, temporal: { path } }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    const temporal = await startTemporal(stage, path);
    const factory = await startSilentFactory(stage);
    const { api } = await startShop(stage, { databaseUrl: database.url, temporal, factoryUrl: factory.url });
    const { db } = database;
    // On order for longer than the bench takes.
    const policy = { leadTimeSeconds: 3_600 };
    await stock(db, { prefix: 'empty-', count: 1, onHand: 1, policy });

    const counting = async (work: () => Promise<Omit<Run, 'requests' | 'starts'>>): Promise<Run> => {
      const [began, before] = [performance.now(), await temporalRequests(temporal.metricsUrl)];
      const done = await work();
      // What the last buyers caused is under way still, and counted when it is done.
      await delay(afterwards);
      const added = newRequests(before, await temporalRequests(temporal.metricsUrl));
      const requests = [...added.values()].reduce((sum, count) => sum + count, 0);
      const took = (performance.now() - began) / 1_000;
      return { requests: requests / took, starts: added.get('StartWorkflowExecution') ?? 0, ...done };
    };
    const buy = async (prefix: string) => {
      const before = await totals(db, prefix);
      const products = { prefix, count: 1, choice: 'even' } as const;
      const loaded = await generator.run({ url: api.url, clients, seconds, products });
      const after = await settledTotals(db, prefix);
      const told = loaded.answers['201'] ?? 0;
      const fault = await ledgerFault(db, { before, after, told, doubtful: loaded.unanswered + clients });
      const restocks = (await db('restocks').where('sku', 'like', `${prefix}%`)).length;
      return { refusals: fault === null ? (loaded.answers['409'] ?? 0) / loaded.seconds : null, fault, restocks };
    };
    await buy('empty-');

    let crowds = 0;
    const sides = [
      { name: 'nobody buys', run: () => counting(async () => (await delay(seconds * 1_000), {})) },
      { name: 'everybody is refused', run: () => counting(() => buy('empty-')) },
      {
        name: `the last ${shelf} are sold, then everybody is refused`,
        run: async () => {
          const prefix = `crowd-${crowds++}-`;
          await stock(db, { prefix, count: 1, onHand: shelf, policy });
          return counting(() => buy(prefix));
        },
      },
    ];
    const runs = await interleave(sides, repeats);
    return {
      notes: [
        `MariaDB, ${clients} clients, a factory that takes orders and does not deliver. Requests are those that Temporal's ` +
          'front end counts, the polls of the worker and the sweep among them.',
      ],
      tables: [
        {
          caption: 'Refusals, and what Temporal is asked meanwhile: median (least–most)',
          columns: [
            'side',
            'refusals a second',
            'requests to Temporal a second',
            'workflows started a run',
            'restocks of the product',
          ],
          rows: sides.map(({ name }) => {
            const of = runs.get(name) ?? [];
            return [
              name,
              spread(summarize(of.flatMap(({ refusals }) => refusals ?? []))),
              spread(summarize(of.map(({ requests }) => requests))),
              figure(median(of.map(({ starts }) => starts))),
              figure(median(of.map(({ restocks }) => restocks ?? Number.NaN))),
            ];
          }),
        },
      ],
      plots: {},
      runs: Object.fromEntries(runs),
    };
  },
};
