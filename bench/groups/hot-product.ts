import type { Group } from '../group.ts';
import { interleave, type Side } from '../interleave.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { emptyRoute, oneEach, shipped, startContenders } from '../sides/contenders.ts';
import { databaseKinds } from '../sides/databases.ts';
import { sameCode } from '../sides/environments.ts';
import type { SalesRun } from '../sides/sales-run.ts';

const clientCounts = [1, 16, 64, 256, 512];
const crowd = 256;
/** Everybody buys the same product, each client again as soon as it has its answer. */
export const hotProduct: Group = {
  title: 'One product, everyone at once',
  async measure({ seconds, repeats }, stage) {
    const { contenders, pools } = await startContenders(stage, seconds);
    // So that no side is measured while its code is still being compiled.
    for (const { run } of contenders) await run(64);
    const sides: Side<SalesRun>[] = clientCounts.flatMap((clients) =>
      contenders.map(({ name, run }) => ({ name: `${name}, ${clients}`, run: () => run(clients) })),
    );
    const runs = await interleave(sides, repeats);
    const of = (name: string, clients: number) => runs.get(`${name}, ${clients}`) ?? [];
    const rates = (name: string, clients: number) =>
      of(name, clients).flatMap(({ perSecond }) => (perSecond === null ? [] : [perSecond]));
    /** In each round, and then the middle of the rounds: what slowed one side down has slowed its neighbour down. */
    const ratio = (name: string, other: string, clients: number) =>
      median(of(name, clients).map((run, index) => (run.perSecond ?? 0) / (of(other, clients)[index]?.perSecond ?? 0)));
    const faults = [...new Set([...runs.values()].flat().flatMap(({ fault }) => fault ?? []))].slice(
      0,
      clientCounts.length,
    );

    return {
      notes: [
        `Best pools for one transaction each, of 4, 8, 16 and 32 connections: ${pools.join(', ')}.`,
        sameCode() ?? '',
        faults.length > 0 ? `Runs without a figure, because the ledger did not add up: ${faults.join('; ')}.` : '',
      ].filter(Boolean),
      tables: [
        {
          caption: 'Purchases a second by number of clients: median (least–most)',
          columns: ['side', ...clientCounts.map(String)],
          rows: contenders.map(({ name }) => [
            name,
            ...clientCounts.map((clients) => spread(summarize(rates(name, clients)))),
          ]),
        },
        {
          caption: 'Ratios, each the median of the rounds',
          columns: [
            'database',
            `against one each, ${crowd}`,
            `against the empty route, ${crowd}`,
            'latency of one client against one each',
          ],
          rows: databaseKinds.map((kind) => [
            kind,
            figure(ratio(shipped(kind), oneEach(kind), crowd)),
            figure(ratio(shipped(kind), emptyRoute, crowd)),
            figure(1 / ratio(shipped(kind), oneEach(kind), 1)),
          ]),
        },
        {
          caption: `What was busy at ${crowd} clients (cores; medians)`,
          columns: ['side', 'API', 'database', 'load', 'purchases a commit', 'log writes a second'],
          rows: contenders.map(({ name }) => {
            const middle = (value: (run: SalesRun) => number | undefined) =>
              figure(median(of(name, crowd).map((run) => value(run) ?? Number.NaN)));
            return [
              name,
              middle(({ cores }) => cores.api),
              middle(({ cores }) => cores.database),
              middle(({ cores }) => cores.load),
              middle(({ purchasesPerCommit }) => purchasesPerCommit),
              middle(({ logWritesPerSecond }) => logWritesPerSecond),
            ];
          }),
        },
      ],
      plots: {
        'hot-product': {
          title: 'One hot product: purchases a second over clients',
          x: { label: 'clients', log: true },
          y: { label: 'purchases a second' },
          lines: contenders
            .map(({ name }) => ({
              name,
              points: clientCounts
                .map((clients): [number, number] => [clients, median(rates(name, clients))])
                .filter(([, rate]) => Number.isFinite(rate)),
            }))
            .filter(({ points }) => points.length > 0),
        },
      },
      runs: Object.fromEntries(runs),
    };
  },
};
