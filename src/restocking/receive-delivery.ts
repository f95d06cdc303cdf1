import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { mostOnHand } from '../inventory/adjust.ts';
import { getProduct, lockProduct } from '../inventory/product-store.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { say } from '../sentence.ts';
import { deliveriesOf, findDelivery, insertDelivery, type Delivery } from './delivery-store.ts';
import { holdReasons } from './hold-reasons.ts';
import { bookingKey, heldBookingKey, isWithoutSenderId, unmatchedBookingKey } from './restock-ids.ts';
import { findLatestRestock, findOpenRestock, findRestock, lockRestock, type Restock } from './restock-store.ts';
import { attentionColumns, updateRestock } from './restock-attention.ts';

/** What became of a callback: to be booked, told before, or kept for a person to decide. */
export type Receipt = { outcome: 'accepted' | 'duplicate' | 'held'; bookingKey: string };

export type Arrival = {
  restockId: string;
  /** The sender's own id of the delivery; null where it gives none, which counts once per restock. */
  senderDeliveryId: string | null;
  quantity: number;
  source: Delivery['source'];
};

/**
 * Writes down what the factory says it delivered. Once this returns the callback may be answered: the goods will be
 * booked, or held where they are more than the restock still expects.
 *
 * @param tolerance share of the ordered quantity that may come on top, 0.1 being 10 %, in whole hundredths
 */
export function receiveDelivery(db: Database, arrival: Arrival, tolerance: number): Promise<Receipt> {
  const { restockId, senderDeliveryId, quantity } = arrival;
  const countedKey = bookingKey(restockId, senderDeliveryId);
  const heldKey = heldBookingKey(restockId, senderDeliveryId, quantity);
  return inTransaction(db, async (trx) => {
    const restock = await lockRestock(trx, restockId);
    const known = await deliveriesOf(trx, restockId);
    const told = known.find(
      ({ id: key, status }) =>
        key === countedKey ||
        key === heldKey ||
        (senderDeliveryId === null && (status === 'received' || status === 'booked') && isWithoutSenderId(key)),
    );
    if (told) return { outcome: 'duplicate', bookingKey: told.id };
    const holdReason = await reasonToHold(trx, restock, known, quantity, tolerance);
    const id = holdReason === null ? countedKey : heldKey;
    await insertDelivery(trx, {
      id,
      restockId: restock.id,
      sku: restock.sku,
      quantity,
      status: holdReason === null ? 'received' : 'held',
      holdReason,
      source: arrival.source,
    });
    if (holdReason === null) return { outcome: 'accepted', bookingKey: id };
    await flagUnexpected(trx, restock, holdReason);
    return { outcome: 'held', bookingKey: id };
  });
}

/** Keeps a delivery that names no restock we know, and shows it at the product's latest restock. */
export function holdUnmatchedDelivery(
  db: Database,
  arrival: { sku: string; claimedRestock: string | null; arrivalId: string; quantity: number },
): Promise<Receipt> {
  const id = unmatchedBookingKey(arrival.sku, arrival.claimedRestock, arrival.arrivalId);
  const holdReason = arrival.claimedRestock
    ? say(holdReasons['held-unknown-restock'], { restock: arrival.claimedRestock })
    : holdReasons['held-no-restock'];
  return inTransaction(db, async (trx) => {
    await lockProduct(trx, arrival.sku);
    const latest = await findLatestRestock(trx, arrival.sku);
    if (await findDelivery(trx, id)) return { outcome: 'duplicate', bookingKey: id };
    await insertDelivery(trx, {
      id,
      restockId: latest?.id ?? null,
      sku: arrival.sku,
      quantity: arrival.quantity,
      status: 'held',
      holdReason,
      source: 'legacy',
    });
    if (latest) await flagUnexpected(trx, latest, holdReason);
    return { outcome: 'held', bookingKey: id };
  });
}

/** Which restock a callback means that may name one: the named one, else the product's open one. */
export async function matchRestock(db: Database, sku: string, claimedRestock: string | null): Promise<Restock | null> {
  if (claimedRestock !== null) {
    const named = await findRestock(db, claimedRestock);
    return named?.sku === sku ? named : null;
  }
  return findOpenRestock(db, sku);
}

/** Why goods may not simply be put on the shelf, in a sentence; null where they may. */
async function reasonToHold(
  trx: Database,
  restock: Restock,
  deliveries: Delivery[],
  quantity: number,
  tolerance: number,
): Promise<string | null> {
  if (isOver(restock.state)) return say(holdReasons['held-over'], { state: restock.state });
  const { onHand } = await getProduct(trx, restock.sku);
  const { pending, most } = stillExpected(restock, deliveries, tolerance);
  if (onHand + pending + quantity > mostOnHand) {
    return say(holdReasons['held-full'], { quantity, onHand, most: mostOnHand });
  }
  if (quantity <= most) return null;
  return say(holdReasons['held-too-many'], { quantity, ordered: restock.quantity, most: Math.max(0, most) });
}

/** Units that a restock lacks and nobody has told yet, how many may come with the tolerance on top, and how many are on their way to the shelf. */
export function stillExpected(restock: Restock, deliveries: Delivery[], tolerance: number) {
  const pending = deliveries
    .filter(({ status }) => status === 'received')
    .reduce((sum, delivery) => sum + delivery.quantity, 0);
  const known = restock.delivered + pending;
  // Through a whole number of hundredths: 13 % of 100 on top is 113, though in binary 100 × 1.13 is a little less.
  const limit = restock.quantity + Math.floor(Math.round(restock.quantity * tolerance * 100) / 100);
  return { rest: restock.quantity - known, most: limit - known, pending };
}

function flagUnexpected(trx: Database, restock: Restock, reason: string): Promise<void> {
  return updateRestock(trx, restock, attentionColumns(restock, 'unexpected_delivery', reason));
}
