import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import type { OpenDatabase } from './databases.ts';
import { donut, factoryId, stockDonuts } from './donuts.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';
import { startSimulator } from './simulator.ts';
import type { TestTemporal } from './temporal.ts';

export type MonitoredShop = Awaited<ReturnType<typeof openMonitoredShop>>;

/** A shop whose API and worker are processes of their own, as in production, each with its `/metrics`. */
export async function openMonitoredShop(database: OpenDatabase, temporal: TestTemporal) {
  const [factory, apiPort, workerPort] = await Promise.all([startSimulator(), freePort(), freePort()]);
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const workerUrl = `http://127.0.0.1:${workerPort}`;
  const folder = mkdtempSync(join(tmpdir(), 'restock-releases-'));
  const running: Partial<Record<'api' | 'worker', TestProcess>> = {};
  const metricsToken = randomBytes(32).toString('hex');
  const environment = {
    METRICS_TOKEN: metricsToken,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PORT: `${apiPort}`,
    WORKER_PORT: `${workerPort}`,
    PUBLIC_URL: apiUrl,
    FACTORIES: JSON.stringify([{ id: factoryId, url: factory.url }]),
    WORKFLOW_BUNDLE: join(root, bundleFile),
    SWEEP_INTERVAL: '1s',
    ORDER_RETRY_INTERVAL: '20ms',
    ORDER_TRIES: '2',
    ORDER_ROUND_INTERVAL: '10m',
  };

  return {
    factory,
    apiUrl,
    workerUrl,
    metricsToken,
    targets: { 'restock-api': `127.0.0.1:${apiPort}`, 'restock-worker': `127.0.0.1:${workerPort}` },
    pidOf: (name: 'api' | 'worker') => running[name]?.pid,
    async startApi(env: Record<string, string> = {}): Promise<void> {
      running.api = await startProcess('src/api/server.ts', `${apiUrl}/livez`, { ...environment, ...env });
    },
    async startWorker(env: Record<string, string> = {}): Promise<void> {
      running.worker = await startProcess('src/worker.ts', `${workerUrl}/readyz`, { ...environment, ...env });
    },
    async end(name: 'api' | 'worker', signal?: NodeJS.Signals): Promise<void> {
      await running[name]?.end(signal);
      delete running[name];
    },
    /** The workflow code as another release might have it; answers the file. */
    otherRelease(name: string, code: string, otherCode: string): string {
      const bundle = readFileSync(join(root, bundleFile), 'utf8');
      if (!bundle.includes(code)) throw new Error(`The workflows have no ${code}`);
      const file = join(folder, name);
      writeFileSync(file, bundle.replaceAll(code, otherCode));
      return file;
    },
    /** One purchase of a product; answers the status. */
    async buy(sku = donut): Promise<number> {
      const response = await fetch(`${apiUrl}/v1/purchases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sku }),
      });
      await response.body?.cancel();
      return response.status;
    },
    stock: (sku: string, onHand = 1) => stockDonuts(database.db, onHand, {}, sku),
    async close(): Promise<void> {
      await Promise.all(Object.values(running).map((each) => each.end('SIGKILL')));
      await factory.close();
      rmSync(folder, { recursive: true });
    },
  };
}
