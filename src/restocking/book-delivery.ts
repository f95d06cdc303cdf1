import type { Database } from '../db/database.ts';
import { inTransaction, isDuplicateKey } from '../db/transaction.ts';
import { recordMovement } from '../inventory/ledger.ts';
import { putOnShelf } from '../inventory/shelf.ts';
import type { DeliveryProgress } from '../workflows/restock-contract.ts';
import { deliveriesOf, findDelivery } from './delivery-store.ts';
import { getRestock, lockRestock } from './restock-store.ts';
import { clearedAttention, stateFromFacts } from './restock-transitions.ts';

/**
 * Puts a received delivery on the shelf: ledger entry, stock and restock in one transaction. The unique booking key of
 * the ledger makes it happen once, however often and from wherever it is asked for. A held delivery, or a key that is
 * not one of this restock's, is left alone.
 */
export async function bookDelivery(db: Database, restockId: string, bookingKey: string): Promise<DeliveryProgress> {
  const delivery = await findDelivery(db, bookingKey);
  if (delivery?.restockId === restockId && delivery.status !== 'held') {
    try {
      await inTransaction(db, (trx) => book(trx, restockId, delivery));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  return deliveryProgress(db, restockId);
}

/** What is on record of a restock's deliveries. */
export async function deliveryProgress(db: Database, restockId: string): Promise<DeliveryProgress> {
  const restock = await getRestock(db, restockId);
  const deliveries = await deliveriesOf(db, restockId);
  return {
    state: restock.state,
    delivered: restock.delivered,
    unbooked: deliveries.filter((delivery) => delivery.status === 'received').map((delivery) => delivery.id),
  };
}

async function book(trx: Database, restockId: string, delivery: { id: string; quantity: number }): Promise<void> {
  const restock = await lockRestock(trx, restockId);
  const change = await putOnShelf(trx, restock.sku, delivery.quantity);
  await recordMovement(trx, restock.sku, {
    kind: 'delivery',
    quantity: delivery.quantity,
    restockId,
    deliveryId: delivery.id,
    ...change,
  });
  await trx('deliveries').where({ id: delivery.id }).update({ status: 'booked', booked_at: new Date() });

  const delivered = restock.delivered + delivery.quantity;
  const state = stateFromFacts({ quantity: restock.quantity, delivered, ordered: true });
  const parked = restock.state === 'failed' && state !== 'delivered';
  await trx('restocks')
    .where({ id: restockId })
    .update({
      delivered,
      ...(restock.state === 'cancelled' || parked ? {} : { state, failed_at: null }),
      ...(state === 'delivered' && restock.state !== 'cancelled'
        ? { open_sku: null, closed_at: new Date(), ...(await clearedAttention(trx, restockId)) }
        : {}),
    });
}
