import { processorSeconds } from '../machine/usage.ts';
import type { Load } from '../load/load.ts';
import { startGenerator } from '../load/start-generator.ts';
import type { Stage } from '../stage.ts';
import { bestPoolSize } from './best-pool.ts';
import { databaseKinds, startDatabase, type BenchDatabase } from './databases.ts';
import { environments } from './environments.ts';
import { apiOptions, startApi, startNode } from './processes.ts';
import { stock } from './products.ts';
import { runSales, type SalesRun } from './sales-run.ts';

/** Somebody who sells: measured at any number of clients. */
export type Contender = { name: string; run: (clients: number) => Promise<SalesRun> };

export const shipped = (kind: string) => `as it ships, ${kind}`;
export const oneEach = (kind: string) => `one transaction each, ${kind}`;
export const emptyRoute = 'empty route';
const twoProcesses = (kind: string) => `as it ships in two processes, ${kind}`;
const oldWay = 'old way, MariaDB';

const products = { prefix: 'hot-', count: 1, choice: 'even' } as const;

/** On each database as it ships and with one transaction for each purchase; the old program's way; and HTTP alone. */
export async function startContenders(stage: Stage, seconds: number) {
  const generator = startGenerator(stage);
  const contenders: Contender[] = [];
  const pools: string[] = [];
  for (const kind of databaseKinds) {
    const database = await startDatabase(stage, kind);
    await stock(database.db, products);
    const size = await bestPoolSize(generator, database, seconds);
    if (kind !== 'SQLite') pools.push(`${size} on ${kind}`);
    for (const [name, env] of [
      [shipped(kind), environments.shipped],
      [oneEach(kind), environments.oneEach(size)],
      ...(kind === 'MariaDB' ? [[twoProcesses(kind), environments.twoProcesses] as const] : []),
    ] as const) {
      const { url, pid: apiPid } = await startApi(stage, name.replaceAll(/\W+/g, '-'), {
        databaseUrl: database.url,
        env,
      });
      contenders.push({
        name,
        run: (clients) => runSales({ generator, database, apiPid }, { url, clients, seconds, products }),
      });
    }
    if (kind === 'MariaDB') contenders.push(await startOldWay(database));
  }
  contenders.push(await startEmptyRoute());
  return { contenders, pools };

  async function startOldWay(database: BenchDatabase): Promise<Contender> {
    const { db, url: databaseUrl } = database;
    const env = { DATABASE_URL: databaseUrl };
    const { url, pid: apiPid } = await startNode(stage, 'old', {
      entry: 'bench/sides/old-way.ts',
      portName: 'PORT',
      env,
    });
    const onHand = 1_000_000;
    return {
      name: oldWay,
      async run(clients) {
        // A product of its own, which goes afterwards: no ledger of it adds up.
        const prefix = `old${Date.now()}-`;
        await stock(db, { prefix, count: 1, onHand });
        const load: Load = { url, clients, seconds, products: { ...products, prefix } };
        const { perSecond: _, ...run } = await runSales({ generator, database, apiPid }, load);
        const product = await db('products').where('sku', `${prefix}0`).first();
        await db('products').where('sku', `${prefix}0`).delete();
        const told = run.answers['201'] ?? 0;
        const taken = onHand - (product?.on_hand ?? onHand);
        const fault = `the old way told ${told} buyers "sold" and took ${taken} units (${clients} clients)`;
        return { ...run, perSecond: null, fault, purchasesPerCommit: undefined };
      },
    };
  }

  async function startEmptyRoute(): Promise<Contender> {
    const { url, pid } = await startNode(stage, 'empty', {
      entry: 'bench/sides/empty-route.ts',
      portName: 'PORT',
      env: {},
      nodeOptions: apiOptions,
    });
    const used = () => ({ api: processorSeconds(pid), load: processorSeconds(generator.pid) });
    return {
      name: emptyRoute,
      async run(clients) {
        const before = used();
        const { answers, seconds: took, unanswered } = await generator.run({ url, clients, seconds, products });
        const after = used();
        const cores = { api: (after.api - before.api) / took, database: 0, load: (after.load - before.load) / took };
        return { perSecond: (answers['201'] ?? 0) / took, fault: null, answers, unanswered, cores };
      },
    };
  }
}
