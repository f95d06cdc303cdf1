import { interleave } from '../interleave.ts';
import type { Generator } from '../load/start-generator.ts';
import { quantile } from '../report/statistics.ts';
import { Stage } from '../stage.ts';
import type { BenchDatabase } from './databases.ts';
import { environments, poolSizes } from './environments.ts';
import { startApi } from './processes.ts';
import { stock } from './products.ts';
import { runSales } from './sales-run.ts';

/** The size of the pool with which one transaction per purchase sells most at 256 clients, found by trying. */
export async function bestPoolSize(generator: Generator, database: BenchDatabase, seconds: number): Promise<number> {
  // SQLite has one writer, whatever the setting says.
  if (database.kind === 'SQLite') return poolSizes[0]!;
  const stage = new Stage();
  try {
    const prefix = 'pool-';
    await stock(database.db, { prefix, count: 1 });
    const sides = [];
    for (const size of poolSizes) {
      const env = environments.oneEach(size);
      const api = await startApi(stage, `pool-${size}`, { databaseUrl: database.url, env });
      const products = { prefix, count: 1, choice: 'even' } as const;
      const load = { url: api.url, clients: 256, seconds: Math.min(3, seconds), products };
      sides.push({ name: String(size), run: () => runSales({ generator, database, apiPid: api.pid }, load) });
    }
    console.log(`The best pool for one transaction each on ${database.kind}:`);
    const runs = await interleave(sides, 2);
    const best = (size: number) => quantile(runs.get(String(size))?.map(({ perSecond }) => perSecond ?? 0) ?? [], 1);
    return poolSizes.toSorted((a, b) => best(b) - best(a))[0]!;
  } finally {
    await stage.close();
  }
}
