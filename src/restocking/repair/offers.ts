import { getProduct } from '../../inventory/product-store.ts';
import type { Attention } from '../../workflows/restock-contract.ts';
import type { Delivery } from '../delivery-store.ts';
import type { Restock } from '../restock-store.ts';
import type { RestockAction } from './action-store.ts';
import { whyNotCancelled } from './cancel.ts';
import { whyNotChanged } from './change-factory.ts';
import { whyNotClosed } from './close-short.ts';
import type { Denial } from './denials.ts';
import { whyNotExtended } from './extend-deadline.ts';
import { whyNotReceived } from './receive-by-hand.ts';
import type { RepairDeps } from './repair-deps.ts';
import { whyNoRetry } from './retry.ts';

/** What can be done about one restock, in the order in which it is offered. */
export const repairKinds = [
  'retry',
  'receive',
  'extend_deadline',
  'change_factory',
  'close_short',
  'cancel',
] as const satisfies RestockAction['kind'][];
type RepairKind = (typeof repairKinds)[number];

export type Offer = {
  kind: RepairKind;
  /** Null: it applies. */
  whyNot: Denial | null;
};

/** What helps most comes first. */
const bestFirst: Record<Attention, RepairKind[]> = {
  factory_unavailable: ['retry', 'change_factory'],
  factory_rejected: ['retry', 'change_factory', 'cancel'],
  delivery_overdue: ['receive', 'extend_deadline', 'close_short'],
  unexpected_delivery: [],
  internal_error: ['retry'],
};

/**
 * Which repairs apply to a restock, what helps most first; then those that do not, and why. It is what each repair itself
 * asks before it is done, and Temporal is not needed to say it.
 */
export function createOffers({ db, factories, overDeliveryTolerance: tolerance }: RepairDeps) {
  return async (restock: Restock, deliveries: Delivery[]): Promise<Offer[]> => {
    const product = await getProduct(db, restock.sku);
    const whyNot: Record<RepairKind, Denial | null> = {
      retry: whyNoRetry(restock),
      receive: whyNotReceived(restock, { deliveries, product, tolerance }),
      extend_deadline: whyNotExtended(restock),
      change_factory: whyNotChanged(restock, deliveries, factories),
      close_short: whyNotClosed(restock, deliveries),
      cancel: whyNotCancelled(restock),
    };
    const best = restock.attention === null ? [] : bestFirst[restock.attention];
    const offers = [...new Set([...best, ...repairKinds])].map((kind) => ({ kind, whyNot: whyNot[kind] }));
    return offers.toSorted((a, b) => Number(a.whyNot !== null) - Number(b.whyNot !== null));
  };
}
