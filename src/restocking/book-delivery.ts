import type { Database } from '../db/database.ts';
import { inTransaction, isDuplicateKey } from '../db/transaction.ts';
import { recordMovement } from '../inventory/ledger.ts';
import { putOnShelf } from '../inventory/shelf.ts';
import type { DeliveryProgress } from '../workflows/restock-contract.ts';
import { deliveriesOf, findDelivery, type Delivery } from './delivery-store.ts';
import { shownOf } from './restock-status.ts';
import { getRestock, lockRestock, type Restock } from './restock-store.ts';
import { clearedAttention, updateRestock } from './restock-attention.ts';
import { stateFromFacts } from './restock-transitions.ts';

/**
 * Puts a received delivery on the shelf: ledger entry, stock and restock in one transaction. The unique booking key of
 * the ledger makes it happen once, however often and from wherever it is asked for. A delivery that is held or was sent
 * back, or a key that is not one of this restock's, is left alone.
 *
 * @param onBooked called after the commit, if it was this call that booked it, with the time at which it was received
 */
export async function bookDelivery(
  db: Database,
  restockId: string,
  bookingKey: string,
  onBooked?: (receivedAt: Date) => void,
): Promise<DeliveryProgress> {
  const delivery = await findDelivery(db, bookingKey);
  if (delivery?.restockId === restockId && isOnItsWay(delivery)) {
    try {
      await inTransaction(db, (trx) => book(trx, restockId, delivery));
      onBooked?.(delivery.receivedAt);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  return deliveryProgress(db, await getRestock(db, restockId));
}

/** What is on record of a restock's deliveries. */
export async function deliveryProgress(db: Database, restock: Restock): Promise<DeliveryProgress> {
  const deliveries = await deliveriesOf(db, restock.id);
  return {
    state: restock.state,
    delivered: restock.delivered,
    unbooked: deliveries.filter((delivery) => delivery.status === 'received').map((delivery) => delivery.id),
    shown: shownOf(restock),
  };
}

/**
 * Puts goods on the shelf for a restock, within the transaction of whoever decides that. The ledger's unique booking key
 * refuses a second time.
 */
export async function book(
  trx: Database,
  restockId: string,
  delivery: { id: string; quantity: number },
): Promise<void> {
  const restock = await lockRestock(trx, restockId);
  await shelve(trx, restock.sku, delivery, restockId);
  const delivered = restock.delivered + delivery.quantity;
  const state = stateFromFacts({ quantity: restock.quantity, delivered, ordered: true });
  const parked = restock.state === 'failed' && state !== 'delivered';
  await updateRestock(trx, restock, {
    delivered,
    ...(restock.state === 'cancelled' || parked ? {} : { state, failed_at: null }),
    ...(state === 'delivered' && restock.state !== 'cancelled'
      ? { open_sku: null, closed_at: restock.closedAt ?? new Date(), ...(await clearedAttention(trx, restockId)) }
      : {}),
  });
}

/** Puts goods on the shelf that came for the given restock, or for none. The caller has locked the product. */
export async function shelve(
  trx: Database,
  sku: string,
  delivery: { id: string; quantity: number },
  restockId?: string,
): Promise<void> {
  const change = await putOnShelf(trx, sku, delivery.quantity);
  await recordMovement(trx, sku, {
    kind: 'delivery',
    quantity: delivery.quantity,
    deliveryId: delivery.id,
    ...(restockId !== undefined && { restockId }),
    ...change,
  });
  await trx('deliveries').where({ id: delivery.id }).update({ status: 'booked', booked_at: new Date() });
}

function isOnItsWay({ status }: Delivery): boolean {
  return status === 'received' || status === 'booked';
}
