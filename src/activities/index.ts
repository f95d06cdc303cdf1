import type { Database } from '../db/database.ts';
import type { Factory } from '../factory/factory.ts';
import type { Logger } from '../logger.ts';
import type { WorkerMetrics } from '../metrics/worker-metrics.ts';
import type { HandOver } from '../restocking/attention-notices.ts';
import { bookDelivery, deliveryProgress } from '../restocking/book-delivery.ts';
import type { Repair } from '../restocking/repair/repair.ts';
import { shownOf } from '../restocking/restock-status.ts';
import { getRestock, type Restock } from '../restocking/restock-store.ts';
import type { RestockDisplay, RestockWorkflows } from '../restocking/restock-workflows.ts';
import { raiseAttention, recordCancellation, recordFailure } from '../restocking/restock-transitions.ts';
import type { Attention, DeliveryProgress, RestockNow, RestockResult } from '../workflows/restock-contract.ts';
import { createCancelFactoryOrder } from './cancel-factory-order.ts';
import { createPlaceFactoryOrder } from './place-factory-order.ts';
import { createRetrySomeRestocks } from './retry-some-restocks.ts';
import { createSendAttentionNotice, type NoticeSettings } from './send-attention-notice.ts';
import { createSweepRestocks } from './sweep-restocks.ts';

export type ActivityDeps = {
  db: Database;
  /** By factory id. */
  factories: ReadonlyMap<string, Factory>;
  /** Where factories reach this API. */
  publicUrl: string;
  workflows: RestockWorkflows & RestockDisplay;
  repair: Repair;
  logger: Logger;
  /** Absent: nothing is measured. */
  metrics?: Pick<WorkerMetrics, 'delivered' | 'swept'>;
  /** Who is told of attentions, and what hands that over. Absent: nobody is. */
  notices?: { settings: NoticeSettings; start: NonNullable<HandOver['start']> } | undefined;
};

export type Activities = ReturnType<typeof createActivities>;

/** All activities. Each may run again at any time: what they change is keyed, and a repetition finds it done. */
export function createActivities(deps: ActivityDeps) {
  const { db, metrics } = deps;
  return {
    placeFactoryOrder: createPlaceFactoryOrder(deps),
    cancelFactoryOrder: createCancelFactoryOrder(deps),
    sweepRestocks: createSweepRestocks(deps),
    retrySomeRestocks: createRetrySomeRestocks(deps),
    sendAttentionNotice: createSendAttentionNotice(deps.notices?.settings),

    bookDelivery: ({ restockId, bookingKey }: { restockId: string; bookingKey: string }): Promise<DeliveryProgress> =>
      bookDelivery(db, restockId, bookingKey, metrics?.delivered),

    async readRestock({ restockId }: { restockId: string }): Promise<RestockNow> {
      const restock = await getRestock(db, restockId);
      return {
        ...(await deliveryProgress(db, restock)),
        expectedAt: restock.expectedAt?.toISOString() ?? null,
        isOverdue: [restock.attention, restock.standingAttention].includes('delivery_overdue'),
      };
    },

    raiseAttention: async ({ restockId, attention, error, nextTryAt }: Trouble & { nextTryAt?: string }) =>
      resultOf(
        await raiseAttention(
          db,
          restockId,
          attention,
          error,
          nextTryAt === undefined ? undefined : new Date(nextTryAt),
        ),
      ),

    recordFailure: async ({ restockId, attention, error }: Trouble) =>
      resultOf(await recordFailure(db, restockId, attention, error)),

    recordCancellation: async ({ restockId, factoryTold }: { restockId: string; factoryTold: boolean }) =>
      resultOf(await recordCancellation(db, restockId, factoryTold)),
  };
}

type Trouble = { restockId: string; attention: Attention; error: string };

function resultOf(restock: Restock): RestockResult {
  return { state: restock.state, delivered: restock.delivered, shown: shownOf(restock) };
}
