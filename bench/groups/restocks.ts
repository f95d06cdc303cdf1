import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { freePort } from '../../test/support/process.ts';
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { processorSeconds } from '../machine/usage.ts';
import { median, summarize } from '../report/statistics.ts';
import { figure, spread } from '../report/table.ts';
import { startBare, type BareRun } from '../sides/bare/start-bare.ts';
import { buyEach } from '../sides/buy.ts';
import { startDatabase } from '../sides/databases.ts';
import { startNode, startShop, startTemporal } from '../sides/processes.ts';
import { skusOf, stock } from '../sides/products.ts';

/** Milliseconds that a run may take for each of its restocks. */
const patience = 1_000;

type Run = BareRun & { milliseconds: number[] };

/** From many stockouts at once to all goods on the shelf, against the least that Temporal can be asked for. */
export const restocks: Group = {
  title: 'Restocks a second',
  async measure({ repeats, restocks: count, temporal: { path } }, stage) {
    const database = await startDatabase(stage, 'MariaDB');
    const temporal = await startTemporal(stage, path);
    const factory = await startNode(stage, 'factory', {
      entry: 'src/simulator/server.ts',
      portName: 'SIMULATOR_PORT',
      port: await freePort(),
      env: { SIMULATOR_LEAD_TIME: '1ms', SIMULATOR_JOURNAL: join(stage.folder, 'factory.jsonl') },
    });
    const { api, worker } = await startShop(stage, { databaseUrl: database.url, temporal, factoryUrl: factory.url });
    const bare = await startBare(stage, temporal.address);
    const client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
    stage.onClose(() => client.connection.close());
    const { db } = database;

    let runs = 0;
    const ours = async (): Promise<BareRun> => {
      const prefix = `run${runs++}-`;
      await stock(db, { prefix, count, onHand: 1, policy: { leadTimeSeconds: 1 } });
      const began = performance.now();
      await buyEach(api.url, skusOf(prefix, count));
      const done = async () =>
        Number(
          (
            await db('restocks')
              .where('sku', 'like', `${prefix}%`)
              .where({ state: 'delivered' })
              .count({ n: '*' })
              .first()
          )?.n,
        );
      while ((await done()) < count) {
        if (performance.now() - began > 30_000 + count * patience)
          throw new Error(`only ${await done()} of ${count} restocks are done`);
        await delay(20);
      }
      const seconds = (performance.now() - began) / 1_000;
      const differences = await verifyLedgers(db);
      if (differences.length > 0) throw new Error(`stock and ledger differ: ${JSON.stringify(differences[0])}`);
      const handle = client.workflow.getHandle(`restock-${prefix}0-1`);
      await handle.result();
      const { raw, historyLength } = await handle.describe();
      const transitions = Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0);
      return { perSecond: count / seconds, events: historyLength, transitions };
    };
    const pids = {
      Temporal: temporal.pid,
      worker: worker.pid,
      'bare worker': bare.pid,
      API: api.pid,
      database: database.pid ?? 0,
      factory: factory.pid,
    };
    const used = () => Object.values(pids).map((pid) => processorSeconds(pid));
    const counted = (run: () => Promise<BareRun>) => async (): Promise<Run> => {
      const before = used();
      const result = await run();
      return { ...result, milliseconds: used().map((after, index) => ((after - before[index]!) / count) * 1_000) };
    };
    const sides = [
      { name: 'restocks', run: counted(ours) },
      { name: 'bare workflows', run: counted(() => bare.run(count)) },
    ];
    // Caches fill and code is compiled before it counts.
    for (const { run } of sides) await run();
    const found = await interleave(sides, repeats);
    const of = (name: string) => found.get(name) ?? [];
    const ratio = median(
      of('restocks').map(({ perSecond }, index) => perSecond / (of('bare workflows')[index]?.perSecond ?? Number.NaN)),
    );
    return {
      notes: [
        `${count} products run out as fast as they can be bought; the clock stops when the last delivery is on the shelf. The ` +
          'bare workflow has two empty activities and a signal after the first one, on the same server, 50 at a time; the clock ' +
          `stops when the last one has ended. Restocks against bare workflows: ${figure(ratio)} (median of the rounds).`,
      ],
      tables: [
        {
          caption: 'A second, and what one of them leaves in Temporal',
          columns: ['side', 'a second', 'events', 'state transitions'],
          rows: sides.map(({ name }) => [
            name,
            spread(summarize(of(name).map(({ perSecond }) => perSecond))),
            figure(median(of(name).map(({ events }) => events))),
            figure(median(of(name).map(({ transitions }) => transitions))),
          ]),
        },
        {
          caption: 'Processor time for one of them, in ms by process (medians)',
          columns: ['side', 'all', ...Object.keys(pids)],
          rows: sides.map(({ name }) => {
            const all = Object.keys(pids).map((_, index) => median(of(name).map((run) => run.milliseconds[index]!)));
            return [name, ...[all.reduce((sum, each) => sum + each, 0), ...all].map(figure)];
          }),
        },
      ],
      plots: {},
      runs: Object.fromEntries(found),
    };
  },
};
