import { setTimeout as delay } from 'node:timers/promises';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startGenerator } from '../load/start-generator.ts';
import { memory } from '../machine/usage.ts';
import { median, quantile, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { startDatabase } from '../sides/databases.ts';
import { environments } from '../sides/environments.ts';
import { startApi } from '../sides/processes.ts';
import { stock } from '../sides/products.ts';
import { runSales, type SalesRun } from '../sides/sales-run.ts';

const clients = 256;
const products = { prefix: 'over-', count: 1, choice: 'even' } as const;

type Run = SalesRun & { shed: number; other: number; memoryMost: number; notReady: number; recovery: number };

/** More than the shop can carry: what it sells still, what it sheds, and how soon it is well again. */
export const overload: Group = {
  title: 'Overload',
  async measure({ seconds, repeats }, stage) {
    const generator = startGenerator(stage);
    const database = await startDatabase(stage, 'MariaDB');
    await stock(database.db, products);
    const api = await startApi(stage, 'api', { databaseUrl: database.url, env: environments.shipped });
    const sell = (load: { clients: number; rate?: number }) =>
      runSales({ generator, database, apiPid: api.pid }, { url: api.url, seconds, products, ...load });

    const under = async (load: { clients: number; rate?: number }): Promise<Run> => {
      const watch = watchOver(api);
      const [run, { memoryMost, notReady }] = await Promise.all([sell(load).finally(watch.stop), watch.seen]);
      const { 201: _sold, 503: shed = 0, ...others } = run.answers;
      const other = Object.values(others).reduce((sum, count) => sum + count, run.unanswered);
      return { ...run, shed: shed / seconds, other, memoryMost, notReady, recovery: await recovery(api.url) };
    };
    const best = quantile(
      [await sell({ clients }), await sell({ clients })].map(({ perSecond }) => perSecond ?? 0),
      1,
    );
    const sides = [
      { name: `${clients} clients`, run: () => under({ clients }) },
      ...[2, 4, 10].map((times) => ({ name: `${times} × as many`, run: () => under({ clients: times * clients }) })),
      { name: 'twice the best rate', run: () => under({ clients: 2_000, rate: 2 * best }) },
    ];
    const runs = await interleave(sides, repeats);
    const of = (name: string) => runs.get(name) ?? [];
    const middle = (name: string, value: (run: Run) => number) => figure(median(of(name).map(value)));
    return {
      notes: [
        `MariaDB, one product, one API; ${Math.round(best)} a second at best with ${clients} clients. "× as many": so many ` +
          'clients, each again as soon as it has its answer, a refusal too. "Twice the best rate": that many requests are due, ' +
          'over 2,000 connections, whatever comes back. Recovery: from the end of the load until a purchase is answered within ' +
          '100 ms. Memory and `readyz` are looked at four times a second.',
      ],
      tables: [
        {
          caption: 'Medians of the runs',
          columns: [
            'load',
            'sold a second',
            'shed a second (503)',
            'other or no answer',
            'memory, most, MB',
            'readyz not 200, %',
            'recovery, ms',
          ],
          rows: sides.map(({ name }) => [
            name,
            spread(summarize(of(name).flatMap(({ perSecond }) => perSecond ?? []))),
            middle(name, ({ shed }) => shed),
            middle(name, ({ other }) => other),
            middle(name, ({ memoryMost }) => memoryMost),
            middle(name, ({ notReady }) => notReady * 100),
            middle(name, ({ recovery: took }) => took),
          ]),
        },
      ],
      plots: {},
      runs: { best, ...Object.fromEntries(runs) },
    };
  },
};

/** Looks at memory and readiness until told to stop. */
function watchOver({ url, pid }: { url: string; pid: number }) {
  const stopping = new AbortController();
  const watching = (async () => {
    const looks: { now: number; ready: boolean }[] = [];
    do {
      const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
        async (response) => (await response.arrayBuffer(), response.ok),
        () => false,
      );
      looks.push({ now: memory(pid).now, ready });
      await delay(250, undefined, { signal: stopping.signal }).catch(() => undefined);
    } while (!stopping.signal.aborted);
    return {
      memoryMost: Math.max(...looks.map(({ now }) => now)),
      notReady: looks.filter(({ ready }) => !ready).length / looks.length,
    };
  })();
  return { seen: watching, stop: () => stopping.abort() };
}

async function recovery(url: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const asked = performance.now();
    const response = await fetch(`${url}/v1/purchases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: `${products.prefix}0` }),
    });
    await response.arrayBuffer();
    const answered = performance.now();
    if (response.status === 201 && answered - asked < 100) return answered - began;
    if (answered - began > 30_000) return Number.POSITIVE_INFINITY;
    await delay(10);
  }
}
