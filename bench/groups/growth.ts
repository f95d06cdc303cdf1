import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { startGenerator } from '../load/start-generator.ts';
import { memory } from '../machine/usage.ts';
import { median, slope } from '../report/statistics.ts';
import { figure } from '../report/table.ts';
import { buyEach } from '../sides/buy.ts';
import { startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startNode, startShop, startTemporal } from '../sides/processes.ts';
import { skusOf, stock } from '../sides/products.ts';
import { runSales } from '../sides/sales-run.ts';
import { freePort } from '../../test/support/process.ts';

const clients = 256;
const products = { prefix: 'mixed-', count: 1_000, choice: 'zipf' } as const;
const reads = 0.1;

/** Half of what it can do, for as long as is asked: memory must not grow with time. */
export const growth: Group = {
  title: 'Growth under mixed load',
  async measure({ minutes, seconds, temporal: { path } }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    const temporal = await startTemporal(stage, path);
    const { url: factoryUrl } = await startNode(stage, 'factory', {
      entry: 'src/simulator/server.ts',
      portName: 'SIMULATOR_PORT',
      port: await freePort(),
      env: { SIMULATOR_LEAD_TIME: '5s', SIMULATOR_JOURNAL: join(stage.folder, 'factory.jsonl') },
    });
    const env = environments.shipped;
    const { api, worker } = await startShop(stage, { databaseUrl: database.url, temporal, factoryUrl, env });
    const { db } = database;
    await stock(db, products);
    const sell = (load: { seconds: number; rate?: number }) =>
      runSales({ generator, database, apiPid: api.pid }, { url: api.url, clients, products, reads, ...load });
    // What the tenth of reads takes away is part of the load; so the best is counted in requests.
    const trial = await sell({ seconds });
    const best = Object.values(trial.answers).reduce((sum, count) => sum + count, 0) / seconds;

    const seen: { second: number; api: number; worker: number }[] = [];
    const stopping = new AbortController();
    const began = performance.now();
    const every = Math.max(1_000, (minutes * 60_000) / 600);
    const watching = (async () => {
      for (let number = 0; !stopping.signal.aborted; number++) {
        seen.push({
          second: (performance.now() - began) / 1_000,
          api: memory(api.pid).now,
          worker: memory(worker.pid).now,
        });
        // A product that runs out every second: restocks come and go all the while.
        const prefix = `out${number}-`;
        await stock(db, { prefix, count: 1, onHand: 1, policy: { leadTimeSeconds: 5 } });
        await buyEach(api.url, skusOf(prefix, 1));
        await delay(every, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    })();
    const run = await sell({ seconds: minutes * 60, rate: best / 2 }).finally(() => stopping.abort());
    await watching;
    if (run.fault !== null) throw new Error(run.fault);

    // The first fifth is for caches to fill and code to be compiled.
    const settled = seen.slice(Math.floor(seen.length / 5));
    const row = (name: 'api' | 'worker') => {
      const tenth = Math.max(1, Math.floor(settled.length / 10));
      const begin = median(settled.slice(0, tenth).map((point) => point[name]));
      const end = median(settled.slice(-tenth).map((point) => point[name]));
      const perHour = slope(settled.map((point): [number, number] => [point.second / 3_600, point[name]]));
      return [figure(begin), figure(end), figure(Math.max(...seen.map((point) => point[name]))), figure(perHour)];
    };
    return {
      notes: [
        `MariaDB, Temporal, worker and simulated factory; ${figure(best / 2)} requests a second for ${figure(minutes)} min, a tenth of ` +
          'them reads, over 1,000 products by Zipf; beside it a product runs out every second (or every tenth of a minute in ' +
          'an hour) and is delivered 5 s later. Give `--minutes 60` for the hour; over a minute the slope says little.',
      ],
      tables: [
        {
          caption: 'Resident memory in MB after the first fifth of the time',
          columns: ['process', 'at first', 'at last', 'most', 'slope, MB an hour'],
          rows: [
            ['API', ...row('api')],
            ['worker', ...row('worker')],
          ],
        },
      ],
      plots: {
        growth: {
          title: 'Memory under mixed load at half the best rate',
          x: { label: 'seconds' },
          y: { label: 'MB' },
          lines: (['api', 'worker'] as const).map((name) => ({
            name: name === 'api' ? 'API' : 'worker',
            points: seen.map((point): [number, number] => [point.second, point[name]]),
          })),
        },
      },
      runs: { best, run, seen },
    };
  },
};
