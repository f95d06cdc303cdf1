import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { factoryTaskQueue } from '../restocking/restock-ids.ts';
import { quickTries, type RestockInput } from './restock-contract.ts';

/** Every activity of a restock with its time-outs and retries, each written once. */
export function activitiesFor({ sku, quantity, factoryId, timing }: RestockInput) {
  const { placeFactoryOrder } = proxyActivities<Activities>({
    taskQueue: factoryTaskQueue(factoryId),
    summary: `Order ${quantity} × ${sku} from ${factoryId}`,
    // The factory's own time-out comes first, with its own message; this one is for a call that hangs elsewhere.
    startToCloseTimeout: timing.orderTimeout + 10_000,
    // Tells soon that a worker died, so that the order is asked for again within seconds.
    heartbeatTimeout: 5_000,
    // Quick tries; the workflow goes on with slower rounds, so that it can say that it is stuck.
    retry: {
      initialInterval: timing.orderRetryInterval,
      ...quickTries,
      maximumAttempts: timing.orderTries,
    },
    // A cancelled restock must know whether the order went out before it says what became of it.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  const { cancelFactoryOrder } = proxyActivities<Activities>({
    taskQueue: factoryTaskQueue(factoryId),
    summary: `Call off ${quantity} × ${sku} at ${factoryId}`,
    startToCloseTimeout: timing.orderTimeout + 10_000,
    heartbeatTimeout: 5_000,
    // A person waits for the end of it, and a factory that cannot be told is noted in the row.
    scheduleToCloseTimeout: timing.orderTimeout + 20_000,
    retry: { initialInterval: timing.orderRetryInterval, maximumAttempts: 3 },
  });
  // One short transaction each; a lock is waited for 5 s. The database will come back, and nothing else can be done
  // until then.
  const transaction = {
    startToCloseTimeout: 15_000,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 5_000 },
  };
  const { bookDelivery } = proxyActivities<Activities>({
    ...transaction,
    summary: `Put a delivery of ${sku} on the shelf`,
  });
  const { raiseAttention, recordFailure, recordCancellation } = proxyActivities<Activities>({
    ...transaction,
    summary: `Write down where the restock of ${sku} stands`,
  });
  const { readRestock } = proxyActivities<Activities>({
    ...transaction,
    summary: `Look at what somebody changed of the restock of ${sku}`,
  });
  return {
    placeFactoryOrder,
    cancelFactoryOrder,
    bookDelivery,
    raiseAttention,
    recordFailure,
    recordCancellation,
    readRestock,
  };
}
