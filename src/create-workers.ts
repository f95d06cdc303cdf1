import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection } from '@temporalio/worker';
import type { Activities } from './activities/index.ts';
import type { FactorySettings } from './factory/factory.ts';
import { factoryTaskQueue, restockTaskQueue } from './restocking/restock-ids.ts';

export type WorkersOptions = {
  connection: NativeConnection;
  namespace: string;
  activities: Activities;
  factories: readonly FactorySettings[];
  /** File of workflow code bundled ahead; without it, the workers bundle at their start, which takes some seconds. */
  bundle: string | undefined;
  maxCachedWorkflows: number;
  /** Milliseconds that running activities get to end when a worker is shut down. */
  shutdownGrace: number;
  /** Runs workflow code in the calling thread instead of one of its own, which takes longer to start than most tests. */
  debugMode?: boolean;
};

/** One worker for the restocks themselves, and one for each factory, so that a slow factory holds up only its own orders. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, activities, bundle, maxCachedWorkflows, shutdownGrace, debugMode } = options;
  const shared = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: shutdownGrace,
    // Of the heartbeats in each time-out of 5 s one may come late or get lost; by itself the SDK sends one in 4 s.
    maxHeartbeatThrottleInterval: 2_000,
    // An activity that does not end is given up, and comes again elsewhere.
    shutdownForceTime: shutdownGrace + 5_000,
  };
  const restocks = Worker.create({
    ...shared,
    taskQueue: restockTaskQueue,
    maxCachedWorkflows,
    debugMode,
    ...(bundle === undefined
      ? { workflowsPath: fileURLToPath(new URL('workflows/index.ts', import.meta.url)) }
      : { workflowBundle: { codePath: bundle } }),
  });
  const factories = options.factories.map(({ id, ordersPerSecond, concurrentOrders }) =>
    Worker.create({
      ...shared,
      taskQueue: factoryTaskQueue(id),
      // For the whole queue, however many workers serve it.
      maxTaskQueueActivitiesPerSecond: ordersPerSecond,
      maxConcurrentActivityTaskExecutions: concurrentOrders,
    }),
  );
  return Promise.all([restocks, ...factories]);
}
