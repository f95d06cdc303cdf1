import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { Refusal } from '../errors.ts';
import { say } from '../sentence.ts';
import { findMovement, recordMovement, type StockMovement } from './ledger.ts';
import { getProduct, lockProduct } from './product-store.ts';
import { putOnShelf, takeFromShelf } from './shelf.ts';
import { stockRefusals } from './stock-sentences.ts';

/**
 * Units that a shelf can hold. Stock is a 32-bit column, and what was accepted for delivery before must still fit: this
 * leaves room for that.
 */
export const mostOnHand = 1_000_000_000;

/**
 * Corrects stock by hand: found, broken, counted anew. Not a sale, so it never causes a restock.
 *
 * @param actor who did it, where that is known
 * @throws {Refusal} `unknown-product`, `stock-would-go-negative`, `stock-too-large`
 */
export function adjustStock(
  db: Database,
  sku: string,
  quantity: number,
  reason: string,
  actor: string | null = null,
): Promise<StockMovement> {
  return inTransaction(db, async (trx) => {
    const change = quantity < 0 ? await takeFromShelf(trx, sku, -quantity) : await addTo(trx, sku, quantity);
    if (change === null) throw await refusalOf(trx, sku, quantity);
    await recordMovement(trx, sku, { kind: 'adjustment', quantity, reason, actor, ...change });
    return findMovement(trx, sku, change.sequence);
  });
}

async function addTo(trx: Database, sku: string, quantity: number) {
  const onHand = (await lockProduct(trx, sku))?.onHand ?? (await getProduct(trx, sku)).onHand;
  if (onHand + quantity <= mostOnHand) return putOnShelf(trx, sku, quantity);
  throw new Refusal(
    'stock-too-large',
    say(stockRefusals['stock-too-large'], { sku, onHand, quantity, most: mostOnHand }),
    { sku, onHand, requested: quantity },
  );
}

async function refusalOf(trx: Database, sku: string, quantity: number): Promise<Refusal> {
  const product = await getProduct(trx, sku);
  return new Refusal(
    'stock-would-go-negative',
    say(stockRefusals['stock-negative'], { sku, onHand: product.onHand, quantity: -quantity }),
    { sku, onHand: product.onHand, requested: quantity },
  );
}
