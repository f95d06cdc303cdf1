import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { findOpenRestock, getRestock } from '../../src/restocking/restock-store.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, factoryId, stockDonuts } from '../support/donuts.ts';
import { answers, freePort, startProcess, type TestProcess } from '../support/process.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';
import { temporalExecutable } from '../support/temporal-executable.ts';
import { startTemporalServer, type TestTemporal } from '../support/temporal.ts';

const restockId = `restock-${donut}-1`;

describeEachDatabase('the processes', (open) => {
  let database: OpenDatabase;
  let factory: RunningSimulator;
  let temporalPort: number;
  let apiUrl: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    [database, factory, temporalPort] = await Promise.all([open(), startSimulator(), freePort()]);
    closing.push(factory.close);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function startTemporal(): Promise<TestTemporal> {
    const temporal = await startTemporalServer({ port: temporalPort });
    closing.push(() => temporal.teardown());
    return temporal;
  }

  async function start(
    entry: 'src/api/server.ts' | 'src/worker.ts',
    name: 'PORT' | 'WORKER_PORT',
    { until = '/readyz', env = {}, port }: { until?: string; env?: Record<string, string>; port?: number } = {},
  ): Promise<TestProcess> {
    port ??= await freePort();
    if (name === 'PORT') apiUrl = `http://127.0.0.1:${port}`;
    const running = await startProcess(entry, `http://127.0.0.1:${port}${until}`, {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      PUBLIC_URL: apiUrl,
      FACTORIES: JSON.stringify([{ id: factoryId, url: factory.url }]),
      WORKFLOW_BUNDLE: join(root, bundleFile),
      SWEEP_INTERVAL: '1s',
      ORDER_RETRY_INTERVAL: '100ms',
      [name]: String(port),
      ...env,
    });
    closing.push(() => running.end('SIGKILL'));
    return running;
  }
  const startApi = () => start('src/api/server.ts', 'PORT');
  const startWorker = () => start('src/worker.ts', 'WORKER_PORT');

  const buy = () =>
    fetch(`${apiUrl}/v1/purchases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: donut }),
    });
  const state = async () => (await getRestock(database.db, restockId)).state;

  it('order once although the worker is killed between the acceptance and its own note of it', async () => {
    await startTemporal();
    await startApi();
    const doomed = await startWorker();
    await factory.setFaults([{ name: 'slow-reply', times: 1 }]);
    await stockDonuts(database.db, 1);
    expect((await buy()).status).toBe(201);
    await expect.poll(async () => (await factory.order(restockId))?.accepted).toBe(1);
    expect(await state()).toBe('requested');
    await doomed.end('SIGKILL');

    await startWorker();
    await expect.poll(state, { timeout: 25_000 }).toBe('delivered');
    expect(await factory.orders()).toMatchObject([{ key: restockId, accepted: 1, requests: 2 }]);
    expect(await addUp(database.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
  });

  it('sell on while Temporal is away, and restock when it is back', async () => {
    const api = await startApi();
    await stockDonuts(database.db, 3);
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await buy()).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 201, 201, 409, 409]);
    expect(await findOpenRestock(database.db, donut)).toMatchObject({ state: 'requested', startedAt: null });

    // Only the sweep is left to start it.
    await expect.poll(api.output).toContain('restock not started now');
    await startTemporal();
    await startWorker();
    await expect.poll(state, { timeout: 25_000 }).toBe('delivered');
    expect(await addUp(database.db)).toMatchObject({ onHand: 10 });
  });

  it('wait for a namespace that Temporal does not have yet, and say how to make it', async () => {
    const temporal = await startTemporal();
    await startApi();
    const port = await freePort();
    const env = { TEMPORAL_NAMESPACE: 'later' };
    const worker = await start('src/worker.ts', 'WORKER_PORT', { port, until: '/livez', env });
    await expect.poll(worker.output).toContain('temporal operator namespace create --namespace later');
    expect(await answers(`http://127.0.0.1:${port}/readyz`)).toBe(false);
    const advice = ['operator', 'namespace', 'create', '--namespace', 'later', '--address', temporal.address];
    await promisify(execFile)(temporalExecutable(), advice);
    await expect.poll(() => answers(`http://127.0.0.1:${port}/readyz`), { timeout: 30_000 }).toBe(true);
    expect(await worker.end()).toBe(0);
  });

  it('schedule the sweep again in a Temporal that lost it, and end cleanly when told to', async () => {
    const { client } = await startTemporal();
    const api = await startApi();
    const worker = await startWorker();
    const sweeps = client.schedule.getHandle('restock-sweep');
    await sweeps.delete();
    const isScheduled = () => sweeps.describe().then(Boolean, () => false);
    await expect.poll(isScheduled).toBe(true);
    expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGINT')])).toEqual([0, 0]);
  });
});
