import type { Database } from '../db/database.ts';
import { findProduct } from './product-store.ts';
import type { ReplenishmentPolicy } from './replenishment.ts';

/** What the shelf holds after a change, the place in the ledger that the change has taken, and the product's policy. */
export type ShelfChange = { onHand: number; sequence: number; policy: ReplenishmentPolicy };

/**
 * Takes units off the shelf if there are that many. Answers null when there are fewer, or no such product. The caller
 * writes the ledger entry.
 */
export async function takeFromShelf(trx: Database, sku: string, quantity: number): Promise<ShelfChange | null> {
  const taken = await takeWhereEnough(trx, [{ sku, units: quantity, entries: 1 }]);
  return taken === 1 ? shelfOf(trx, sku) : null;
}

/** Units to take off one product's shelf, and the ledger entries that the caller writes for them. */
type Taking = { sku: string; units: number; entries: number };

/** Products in one statement; each row is compared with all of them, so many small ones are quicker than a large one. */
const productsAtOnce = 32;

/**
 * Takes units of many products, which the caller has locked and found to have that many.
 *
 * @throws {Error} when one of them has fewer after all; the transaction must not be committed then
 */
export async function takeFromShelves(trx: Database, takings: readonly Taking[]): Promise<void> {
  for (let start = 0; start < takings.length; start += productsAtOnce) {
    const some = takings.slice(start, start + productsAtOnce);
    if ((await takeWhereEnough(trx, some)) === some.length) continue;
    throw new Error(`Not all of ${some.map(({ sku }) => sku).join(', ')} had the stock that was read under their lock`);
  }
}

/** One conditional update, so that the database and not a reader decides. Answers how many products had enough. */
function takeWhereEnough(trx: Database, takings: readonly Taking[]): Promise<number> {
  const arms = takings.map(() => 'WHEN ? THEN ?').join(' ');
  const units = takings.flatMap((taking) => [taking.sku, taking.units]);
  const entries = takings.flatMap((taking) => [taking.sku, taking.entries]);
  return trx('products')
    .whereIn(
      'sku',
      takings.map(({ sku }) => sku),
    )
    .whereRaw(`on_hand >= CASE sku ${arms} END`, units)
    .update({
      on_hand: trx.raw(`on_hand - CASE sku ${arms} END`, units),
      ledger_sequence: trx.raw(`ledger_sequence + CASE sku ${arms} END`, entries),
      updated_at: new Date(),
    });
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
