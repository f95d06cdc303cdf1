import type { Database } from '../db/database.ts';
import type { Factory } from '../factory/factory.ts';
import type { Logger } from '../logger.ts';
import { bookDelivery } from '../restocking/book-delivery.ts';
import type { RestockWorkflows } from '../restocking/restock-workflows.ts';
import { raiseAttention, recordCancellation, recordFailure } from '../restocking/restock-transitions.ts';
import type { Attention, DeliveryProgress, RestockResult } from '../workflows/restock-contract.ts';
import { createCancelFactoryOrder } from './cancel-factory-order.ts';
import { createPlaceFactoryOrder } from './place-factory-order.ts';
import { createSweepRestocks } from './sweep-restocks.ts';

export type ActivityDeps = {
  db: Database;
  /** By factory id. */
  factories: ReadonlyMap<string, Factory>;
  /** Where factories reach this API. */
  publicUrl: string;
  workflows: RestockWorkflows;
  logger: Logger;
};

export type Activities = ReturnType<typeof createActivities>;

/** All activities. Each may run again at any time: what they change is keyed, and a repetition finds it done. */
export function createActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    placeFactoryOrder: createPlaceFactoryOrder(deps),
    cancelFactoryOrder: createCancelFactoryOrder(deps),
    sweepRestocks: createSweepRestocks(deps),

    bookDelivery: ({ restockId, bookingKey }: { restockId: string; bookingKey: string }): Promise<DeliveryProgress> =>
      bookDelivery(db, restockId, bookingKey),

    async raiseAttention({ restockId, attention, error }: Trouble): Promise<RestockResult> {
      const { state, delivered } = await raiseAttention(db, restockId, attention, error);
      return { state, delivered };
    },

    async recordFailure({ restockId, attention, error }: Trouble): Promise<RestockResult> {
      const { state, delivered } = await recordFailure(db, restockId, attention, error);
      return { state, delivered };
    },

    async recordCancellation({ restockId, factoryTold }: { restockId: string; factoryTold: boolean }) {
      const { state } = await recordCancellation(db, restockId, factoryTold);
      return { state };
    },
  };
}

type Trouble = { restockId: string; attention: Attention; error: string };
