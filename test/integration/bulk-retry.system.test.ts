import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { openCli } from '../support/cli.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, factoryId, stockDonuts } from '../support/donuts.ts';
import { freePort, startProcess, type TestProcess } from '../support/process.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';
import { openNamespace } from '../support/namespace.ts';
import type { TestTemporal } from '../support/temporal.ts';

const skus = Array.from({ length: 8 }, (_, index) => `donut-${index}`);
const ids = skus.map((sku) => `restock-${sku}-1`);
const patience = { timeout: 90_000 };

type Body = Record<string, unknown>;

describeDatabase('a retry of many restocks', (open) => {
  let database: OpenDatabase;
  let factory: RunningSimulator;
  let temporal: TestTemporal;
  let environment: Record<string, string>;
  let apiUrl: string;
  let doomedApi: TestProcess;
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    // It calls once: not while the API is down.
    const simulator = startSimulator({ leadTime: 12_000 });
    [database, factory, temporal] = await Promise.all([open(), simulator, openNamespace()]);
    closing.push(factory.close, () => temporal.teardown());
    const apiPort = await freePort();
    apiUrl = `http://127.0.0.1:${apiPort}`;
    environment = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PUBLIC_URL: apiUrl,
      PORT: String(apiPort),
      FACTORIES: JSON.stringify([{ id: factoryId, url: factory.url, ordersPerSecond: 1_000, concurrentOrders: 20 }]),
      WORKFLOW_BUNDLE: join(root, bundleFile),
      SWEEP_INTERVAL: '1s',
    };
    doomedApi = await startApi();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function start(entry: string, address: string, env: Record<string, string> = {}): Promise<TestProcess> {
    const running = await startProcess(entry, address, { ...environment, ...env });
    closing.push(() => running.end('SIGKILL'));
    return running;
  }
  const startApi = () => start('src/api/server.ts', `${apiUrl}/readyz`);
  async function startWorker(): Promise<TestProcess> {
    const port = await freePort();
    return start('src/worker.ts', `http://127.0.0.1:${port}/readyz`, { WORKER_PORT: String(port) });
  }
  async function post(path: string, body: Body): Promise<{ status: number; body: Body }> {
    const response = await fetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
  const progress = async () => (await (await fetch(`${apiUrl}/v1/restocks/retries/tuesday`)).json()) as Body;
  const statesOf = async () => (await database.db('restocks').orderBy('id')).map(({ state }) => state);
  const runsOf = async (id: string) => {
    const runs = [];
    for await (const run of temporal.client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.push(run.runId);
    return runs.length;
  };

  it(
    'goes on after worker and API were killed, and takes each once though pressed again under any name',
    patience,
    async () => {
      const doomed = await startWorker();
      await factory.setFaults([{ name: 'refuse' }]);
      for (const sku of skus) {
        await stockDonuts(database.db, 1, {}, sku);
        await post('/v1/purchases', { sku });
      }
      const everywhere = (state: string) => skus.map(() => state);
      await expect.poll(statesOf, patience).toEqual(everywhere('failed'));
      await factory.setFaults([]);

      const filter = { attention: 'factory_rejected', factoryId };
      const dry = await post('/v1/restocks/retry', { filter, reason: 'the outage is over', dryRun: true });
      expect(dry).toMatchObject({ status: 200, body: { count: 8, refusedCount: 0, isAll: true } });
      expect((dry.body['restocks'] as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(ids);
      const none = { filter: { ...filter, until: '2020-01-01T00:00:00Z' }, reason: 'x', dryRun: true };
      expect((await post('/v1/restocks/retry', none)).body).toMatchObject({ count: 0 });
      expect(await statesOf()).toEqual(everywhere('failed'));

      const press = { filter, reason: 'the outage is over', actor: 'Kim', name: 'tuesday', perSecond: 1 };
      const pressed = await Promise.all([1, 2].map(() => post('/v1/restocks/retry', press)));
      expect(pressed).toMatchObject([
        { status: 202, body: { total: 8, name: 'tuesday', actor: 'Kim' } },
        { status: 202, body: { total: 8 } },
      ]);
      // Pressed once more: shows how far it is, and goes on to when the API is back.
      const operator = openCli(apiUrl);
      const watching = operator.start('retry', '--all-failed', '--yes', '--name', 'tuesday', '--reason', 'is it done?');
      await expect.poll(async () => Number((await progress())['retried']), patience).toBeGreaterThan(1);
      await expect.poll(() => watching.said.err, patience).toMatch(/[1-7] of 8/);
      await Promise.all([doomed.end('SIGKILL'), doomedApi.end('SIGKILL')]);
      await startApi();
      expect(await progress()).toMatchObject({ finishedAt: null });
      expect(await post('/v1/restocks/retry', press)).toMatchObject({
        status: 202,
        body: { total: 8, name: 'tuesday' },
      });
      await startWorker();
      const again = await operator.run('retry', '--all-failed', '--yes', '--per-second', '50', '--reason', 'once more');
      // What the other one was just retrying, or had retried, needs it no more: that is no failure.
      expect(again.code).toBe(0);
      await expect.poll(progress, patience).toMatchObject({ total: 8, waiting: 0 });
      await expect.poll(async () => (await progress())['finishedAt'], patience).not.toBeNull();
      expect(await watching.ended).toMatchObject({ out: expect.stringMatching(/^Retry tuesday: /) as string });
      await expect.poll(statesOf, patience).toEqual(everywhere('delivered'));
      for (const sku of skus) expect(await addUp(database.db, sku)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
      expect((await factory.orders()).map(({ accepted }) => accepted)).toEqual(skus.map(() => 1));
      for (const id of ids) await expect.poll(() => runsOf(id), patience).toBe(2);
      const actions = await database.db('restock_actions').where({ bulk: 'tuesday' });
      expect(actions.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
      const resets = await database.db('restock_actions').whereNotNull('new_run_id').orderBy('restock_id');
      expect(resets.map((action) => action.restock_id)).toEqual(ids);
    },
  );
});
