import type { Database } from '../db/database.ts';
import { findProduct } from './product-store.ts';
import type { ReplenishmentPolicy } from './replenishment.ts';

/** What the shelf holds after a change, the place in the ledger that the change has taken, and the product's policy. */
export type ShelfChange = { onHand: number; sequence: number; policy: ReplenishmentPolicy };

/**
 * Takes units off the shelf if there are that many: one conditional update, so that the database and not a reader
 * decides. Answers null when there are fewer, or no such product. The caller writes the ledger entry.
 */
export async function takeFromShelf(trx: Database, sku: string, quantity: number): Promise<ShelfChange | null> {
  const taken = await trx('products')
    .where({ sku })
    .where('on_hand', '>=', quantity)
    .update({
      on_hand: trx.raw('on_hand - ?', [quantity]),
      ledger_sequence: trx.raw('ledger_sequence + 1'),
      updated_at: new Date(),
    });
  return taken === 1 ? shelfOf(trx, sku) : null;
}

/** Puts units on the shelf. The caller has locked the product, and writes the ledger entry. */
export async function putOnShelf(trx: Database, sku: string, quantity: number): Promise<ShelfChange> {
  await trx('products')
    .where({ sku })
    .update({
      on_hand: trx.raw('on_hand + ?', [quantity]),
      ledger_sequence: trx.raw('ledger_sequence + 1'),
      updated_at: new Date(),
    });
  return shelfOf(trx, sku);
}

async function shelfOf(trx: Database, sku: string): Promise<ShelfChange> {
  const product = await findProduct(trx, sku);
  if (!product) throw new Error(`Product ${sku} was just changed and cannot be read`);
  return { onHand: product.onHand, sequence: product.ledgerSequence, policy: product.policy };
}
