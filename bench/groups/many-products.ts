import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import type { Load } from '../load/load.ts';
import { startGenerator } from '../load/start-generator.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startApi } from '../sides/processes.ts';
import { stock } from '../sides/products.ts';
import { runSales, type SalesRun } from '../sides/sales-run.ts';

const clients = 256;
const hot = { prefix: 'hot-', count: 1, choice: 'even' } as const;
const many = { prefix: 'many-', count: 1_000 } as const;

const loads: Record<string, Pick<Load, 'products' | 'keys'>> = {
  'one product': { products: hot },
  '1,000 products, even': { products: { ...many, choice: 'even' } },
  '1,000 products, Zipf': { products: { ...many, choice: 'zipf' } },
  'one product, each with a key': { products: hot, keys: 'new' },
  'one product, each key twice': { products: hot, keys: 'twice' },
};

/** The same crowd spread over many products, and with keys. */
export const manyProducts: Group = {
  title: 'A thousand products, and keys',
  async measure({ seconds, repeats }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    await stock(database.db, hot);
    await stock(database.db, many);
    const api = await startApi(stage, 'api', { databaseUrl: database.url, env: environments.shipped });
    const sides = Object.entries(loads).map(([name, load]) => ({
      name,
      run: () => runSales({ generator, database, apiPid: api.pid }, { url: api.url, clients, seconds, ...load }),
    }));
    await sides[0]!.run();
    const runs = await interleave(sides, repeats);
    const of = (name: string) => runs.get(name) ?? [];
    const first = of('one product');
    const ratio = (found: SalesRun[]) =>
      median(found.map(({ perSecond }, index) => (perSecond ?? Number.NaN) / (first[index]?.perSecond ?? Number.NaN)));
    return {
      notes: [
        `MariaDB, ${clients} clients. A client goes round in 64 requests drawn ahead. Keys are made while the load runs, ` +
          'which costs the load generator something too.',
      ],
      tables: [
        {
          caption: 'Purchases answered 201 a second: median (least–most)',
          columns: ['side', 'a second', 'against one product', 'purchases a commit'],
          rows: sides.map(({ name }) => [
            name,
            spread(summarize(of(name).flatMap(({ perSecond }) => perSecond ?? []))),
            figure(ratio(of(name))),
            figure(median(of(name).map(({ purchasesPerCommit }) => purchasesPerCommit ?? Number.NaN))),
          ]),
        },
      ],
      plots: {},
      runs: Object.fromEntries(runs),
    };
  },
};
