import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createActivities } from '../../src/activities/index.ts';
import { createApp } from '../../src/api/app.ts';
import { readConfig } from '../../src/config.ts';
import { createWorkers } from '../../src/create-workers.ts';
import type { Database } from '../../src/db/database.ts';
import { createFactories } from '../../src/factory/create-factory.ts';
import { createRepair } from '../../src/restocking/repair/repair.ts';
import { createWorkflowControl } from '../../src/restocking/repair/workflow-control.ts';
import { createRestockWorkflows } from '../../src/restocking/restock-workflows.ts';
import { createStartOrJoin } from '../../src/restocking/start-or-join.ts';
import { createSell } from '../../src/sales/sell.ts';
import type { RestockTiming } from '../../src/workflows/restock-contract.ts';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { factoryId, otherFactoryId, quickTiming } from './donuts.ts';
import { startSimulator } from './simulator.ts';
import type { TestTemporal } from './temporal.ts';

type Options = {
  db: Database;
  temporal: TestTemporal;
  timing?: Partial<RestockTiming>;
  /** Milliseconds from an order to its delivery at the simulated factory. */
  leadTime?: number;
  legacyCallbacks?: boolean;
};

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** A whole shop over real HTTP, a real Temporal and a real database: API, workers and two simulated factories. */
export async function openShop({ db, temporal, timing, leadTime = 10, legacyCallbacks = false }: Options) {
  const [factory, otherFactory] = await Promise.all([startSimulator({ leadTime }), startSimulator({ leadTime })]);
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
  const config = {
    ...readConfig({
      FACTORIES: JSON.stringify([
        { id: factoryId, url: factory.url, ordersPerSecond: 1_000, concurrentOrders: 20 },
        { id: otherFactoryId, url: otherFactory.url, ordersPerSecond: 1_000, concurrentOrders: 20 },
      ]),
      LEGACY_CALLBACKS: legacyCallbacks ? 'open' : 'off',
    }),
    timing: { ...quickTiming, ...timing },
  };
  const workflows = createRestockWorkflows(temporal.client, 10_000);
  const factories = createFactories(config.factories);
  const control = createWorkflowControl(temporal.client, 10_000);
  const { overDeliveryTolerance } = config;
  const repair = createRepair({ db, workflows, control, factories, overDeliveryTolerance, logger });
  const onRestockRequested = createStartOrJoin({ db, workflows, logger });
  const sell = createSell({ db, timing: config.timing, onRestockRequested });
  const app = createApp({ db, config, sell, workflows, repair, temporalNamespace: temporal.namespace, logger });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let stopWorkers: (() => Promise<void>) | null = null;

  async function startWorkers(): Promise<void> {
    const workers = await createWorkers({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      activities: createActivities({
        db,
        factories,
        publicUrl: url,
        workflows,
        repair,
        logger,
      }),
      factories: config.factories,
      bundle: join(root, bundleFile),
      maxCachedWorkflows: 100,
      shutdownGrace: 1_000,
      debugMode: true,
    });
    const running = Promise.all(workers.map((worker) => worker.run()));
    stopWorkers = async () => {
      for (const worker of workers) worker.shutdown();
      await running;
      stopWorkers = null;
    };
  }

  return {
    url,
    factory,
    otherFactory,
    sell,
    workflows,
    control,
    repair,
    startWorkers,
    stopWorkers: () => stopWorkers?.(),
    cancel: (restockId: string) => temporal.client.workflow.getHandle(restockId).cancel(),
    async close() {
      await stopWorkers?.();
      server.close();
      server.closeAllConnections();
      await Promise.all([factory.close(), otherFactory.close()]);
    },
  };
}
