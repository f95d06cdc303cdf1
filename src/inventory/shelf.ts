import type { Database } from '../db/database.ts';
import { stepOf, type Step } from '../db/one-trip.ts';
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

/** Products in one statement; each row may be compared with all of them. */
const productsAtOnce = 256;

/**
 * Takes units of many products, which the caller has locked and found to have that many. Where one of them has fewer after
 * all, reading the answer throws: the transaction must not be committed then.
 */
export function takeFromShelves(trx: Database, takings: readonly Taking[]): Step<void>[] {
  const steps: Step<void>[] = [];
  for (let start = 0; start < takings.length; start += productsAtOnce) {
    const some = takings.slice(start, start + productsAtOnce);
    const step = stepOf(takeWhereEnough(trx, some), (taken) => {
      if (taken === some.length) return;
      const skus = some.map(({ sku }) => sku).join(', ');
      throw new Error(`Not all of ${skus} had the stock that was read under their lock`);
    });
    steps.push(step);
  }
  return steps;
}

/** One conditional update, so that the database and not a reader decides. Answers how many products had enough. */
function takeWhereEnough(trx: Database, takings: readonly Taking[]) {
  const units = amounts(takings, ({ units: taken }) => taken);
  const entries = amounts(takings, ({ entries: written }) => written);
  return trx('products')
    .whereIn(
      'sku',
      takings.map(({ sku }) => sku),
    )
    .whereRaw(`on_hand >= ${units.sql}`, units.bindings)
    .update({
      on_hand: trx.raw(`on_hand - ${units.sql}`, units.bindings),
      ledger_sequence: trx.raw(`ledger_sequence + ${entries.sql}`, entries.bindings),
      updated_at: new Date(),
    });
}

/** Each product's number, in SQL. Most are 1 where a batch holds many products, and need no comparison of their own. */
function amounts(takings: readonly Taking[], amountOf: (taking: Taking) => number) {
  const others = takings.filter((taking) => amountOf(taking) !== 1);
  if (others.length === 0) return { sql: '1', bindings: [] };
  return {
    sql: `CASE sku ${others.map(() => 'WHEN ? THEN ?').join(' ')} ELSE 1 END`,
    bindings: others.flatMap((taking) => [taking.sku, amountOf(taking)]),
  };
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
