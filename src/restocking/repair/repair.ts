import { createBulkRetry } from './bulk-retry.ts';
import { createCancel } from './cancel.ts';
import { createChangeFactory } from './change-factory.ts';
import { createCloseShort } from './close-short.ts';
import { createDecideDelivery } from './decide-delivery.ts';
import { createExtendDeadline } from './extend-deadline.ts';
import { createReceiveByHand } from './receive-by-hand.ts';
import { createOffers } from './offers.ts';
import type { RepairDeps } from './repair-deps.ts';
import { createRetry } from './retry.ts';

export type Repair = ReturnType<typeof createRepair>;

/**
 * Everything that a person can do about a restock, each with a reason, an actor and an audit record. Pressed twice, the
 * second time finds the first. What does not apply is refused with the reason: {@link Refusal} `not-applicable`.
 */
export function createRepair(deps: RepairDeps) {
  const retry = createRetry(deps);
  return {
    retry,
    receive: createReceiveByHand(deps),
    cancel: createCancel(deps),
    closeShort: createCloseShort(deps),
    extendDeadline: createExtendDeadline(deps),
    changeFactory: createChangeFactory(deps),
    decideDelivery: createDecideDelivery(deps),
    many: createBulkRetry(deps, retry),
    offersFor: createOffers(deps),
    /** The workflow behind a restock, for whoever wants to look there. */
    latestRun: (restockId: string) => deps.control.latestRun(restockId),
  };
}
