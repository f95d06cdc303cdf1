import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { memory } from '../machine/usage.ts';
import { figure } from '../report/table.ts';
import { buyEach } from '../sides/buy.ts';
import { startDatabase } from '../sides/databases.ts';
import { startSilentFactory } from '../sides/factory.ts';
import { startShop, startTemporal } from '../sides/processes.ts';
import { ledgerFault, settledTotals, skusOf, stock, totals } from '../sides/products.ts';

/** Milliseconds that one restock may take, when many are ordered one after the other. */
const patience = 500;

/** What restocks that wait for their delivery cost the processes that serve them. */
export const waitingMemory: Group = {
  title: 'Memory while restocks wait',
  async measure({ waiting, temporal: { path } }, stage) {
    const database = await startDatabase(stage, 'MariaDB');
    const temporal = await startTemporal(stage, path);
    const factory = await startSilentFactory(stage);
    const { api, worker } = await startShop(stage, { databaseUrl: database.url, temporal, factoryUrl: factory.url });
    const { db } = database;
    const look = () => ({ api: memory(api.pid), worker: memory(worker.pid), temporal: memory(temporal.pid) });
    const ordered = async () =>
      Number((await db('restocks').where({ state: 'ordered' }).count({ n: '*' }).first())?.n ?? 0);

    const found = [{ restocks: 0, seconds: 0, ...look() }];
    let all = 0;
    for (const goal of waiting.toSorted((a, b) => a - b)) {
      const prefix = `wait${goal}-`;
      const count = goal - all;
      await stock(db, { prefix, count, onHand: 1, policy: { leadTimeSeconds: 86_400 } });
      const before = await totals(db, prefix);
      const began = Date.now();
      await buyEach(api.url, skusOf(prefix, count));
      while ((await ordered()) < goal) {
        if (Date.now() - began > 60_000 + count * patience)
          throw new Error(`only ${await ordered()} of ${goal} are ordered`);
        await delay(100);
      }
      const fault = await ledgerFault(db, { before, after: await settledTotals(db, prefix), told: count, doubtful: 0 });
      if (fault !== null) throw new Error(fault);
      all = goal;
      found.push({ restocks: goal, seconds: (Date.now() - began) / 1_000, ...look() });
      console.log(`  ${goal} wait: ${JSON.stringify(found.at(-1))}`);
    }
    return {
      notes: [
        'MariaDB; each restock is ordered and waits a day for its delivery. Resident memory of each process in MB, and in ' +
          'brackets the most since its start. The sweep runs meanwhile, every ten seconds. Once, not repeated.',
      ],
      tables: [
        {
          caption: 'Memory in MB: now (most)',
          columns: ['restocks waiting', 'ordered within, s', 'API', 'worker', 'Temporal'],
          rows: found.map(({ restocks, seconds, ...processes }) => [
            restocks.toLocaleString('en'),
            figure(seconds),
            ...Object.values(processes).map(({ now, peak }) => `${figure(now)} (${figure(peak)})`),
          ]),
        },
      ],
      plots: {},
      runs: found,
    };
  },
};
