import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import type { Activities } from '../../src/activities/index.ts';
import { createWorkers } from '../../src/create-workers.ts';
import { createWorkflowControl } from '../../src/restocking/repair/workflow-control.ts';
import { createRestockWorkflows } from '../../src/restocking/restock-workflows.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import type { BulkRetryProgress, PlacedOrder } from '../../src/workflows/restock-contract.ts';
import { factoryId, otherFactoryId, quickTiming } from '../support/donuts.ts';
import { skusOf } from '../support/many-rows.ts';
import { openNamespace } from '../support/namespace.ts';
import { temporalCli, type TestTemporal } from '../support/temporal.ts';

const limits = { url: 'http://127.0.0.1:9', contract: 'legacy', requester: 'a test' } as const;
/** After it, nothing is left to do for the restock. */
const closed: PlacedOrder = {
  closed: true,
  expectedAt: new Date().toISOString(),
  progress: { state: 'delivered', delivered: 10, unbooked: [] },
};

let temporal: TestTemporal;
let stop: () => Promise<unknown> = () => Promise.resolve();

beforeEach(async () => {
  temporal = await openNamespace();
});
afterEach(() => stop());

/** Workers that do nothing but what they are given. */
async function work(activities: Partial<Activities>, ordersPerSecond = 1_000, concurrentOrders = 20): Promise<void> {
  const workers = await createWorkers({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    activities: activities as Activities,
    factories: [factoryId, otherFactoryId].map((id) => ({ ...limits, id, ordersPerSecond, concurrentOrders })),
    bundle: join(root, bundleFile),
    maxCachedWorkflows: 100,
    shutdownGrace: 1_000,
    debugMode: true,
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  stop = () => {
    for (const worker of workers) worker.shutdown();
    return running;
  };
}

/** Starts so many restocks at a factory; answers what waits until they are done. */
async function begin(count: number, factory = factoryId): Promise<() => Promise<unknown>> {
  const { startOrJoin } = createRestockWorkflows(temporal.client, 10_000);
  const restocks = skusOf(count, factory).map((sku) => ({
    id: `restock-${sku}-1`,
    sku,
    quantity: 10,
    factoryId: factory,
    state: 'requested' as const,
    timing: { ...quickTiming, leadTime: 1_000 },
  }));
  await Promise.all(restocks.map((restock) => startOrJoin(restock as unknown as Restock)));
  return () => Promise.all(restocks.map(({ id }) => temporal.client.workflow.getHandle(id).result()));
}

it('a factory is asked no more often than it allows', async () => {
  const asked: number[] = [];
  const placeFactoryOrder = () => {
    asked.push(Date.now());
    return Promise.resolve(closed);
  };
  await work({ placeFactoryOrder }, 4);
  const done = await begin(9);
  await done();
  expect(asked).toHaveLength(9);
  // Those of one second may come at once; the other five take their time, four a second.
  expect(asked.at(-1)! - asked[0]!).toBeGreaterThanOrEqual(1_200);
});

it('a factory has no more orders to answer at once than it allows', async () => {
  let most = 0;
  let underWay = 0;
  await work(
    {
      placeFactoryOrder: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await delay(50);
        underWay -= 1;
        return closed;
      },
    },
    1_000,
    2,
  );
  const done = await begin(9);
  await done();
  expect(most).toBe(2);
});

it('a factory that does not answer holds up no order of another one', async () => {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const asked: string[] = [];
  await work(
    {
      placeFactoryOrder: async ({ restockId }) => {
        asked.push(restockId);
        if (restockId.includes(factoryId)) await answered;
        return closed;
      },
    },
    1_000,
    1,
  );
  const held = await begin(3);
  await expect.poll(() => asked).toHaveLength(1);
  const others = await begin(3, otherFactoryId);
  await others();
  expect(asked.filter((id) => id.includes(factoryId))).toHaveLength(1);
  answer();
  await held();
  expect(asked).toHaveLength(6);
});

it('a retry of many goes on from one part of its list to the next until none waits, however long its history', async () => {
  const names: string[] = [];
  const parts = 25;
  await work({
    retrySomeRestocks: async ({ name }): Promise<BulkRetryProgress> => {
      names.push(name);
      return { retried: 50 * names.length, refused: 0, waiting: 50 * (parts - names.length) };
    },
  });
  await createWorkflowControl(temporal.client, 10_000).startBulkRetry('tuesday');
  const bulk = temporal.client.workflow.getHandle('bulk-retry-tuesday');
  expect(await bulk.result()).toEqual({ retried: 50 * parts, refused: 0, waiting: 0 });
  expect(names).toEqual(Array.from({ length: parts }, () => 'tuesday'));
  const shown = await temporalCli(temporal, 'workflow', 'metadata', '-w', 'bulk-retry-tuesday');
  expect(shown).toContain('1250 restocks retried, 0 needed it no more, 0 could not be, 0 to go.');
  const { events } = await bulk.fetchHistory();
  expect(events?.length).toBeLessThan(parts * 6);
});
