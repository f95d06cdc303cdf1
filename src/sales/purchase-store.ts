import { createTimeWriter } from '../db/clock.ts';
import type { Database } from '../db/database.ts';
import { stepOf, type Step } from '../db/one-trip.ts';
import { timeOf, type PurchaseRow, type StoredTime } from '../db/rows.ts';

/** One sale, which is also its own ledger entry. */
export type Purchase = {
  id: string;
  sku: string;
  quantity: number;
  /** Stock just after this sale. */
  onHand: number;
  purchasedAt: Date;
};

/** With its place in the product's ledger, and the key that it was asked for with. */
export type PurchaseEntry = { purchase: Purchase; sequence: number; idempotencyKey: string | null };

export async function findPurchase(db: Database, id: string): Promise<Purchase | null> {
  const row = await db('purchases').where({ id }).first();
  return row ? purchaseOf(row) : null;
}

/** What these keys have bought; keys that bought nothing are missing. */
export function findPurchasesByKey(db: Database, keys: string[]): Step<Map<string, Purchase>> {
  return stepOf(
    db('purchases').whereIn('idempotency_key', keys),
    (rows) => new Map(rows.map((row) => [row.idempotency_key ?? '', purchaseOf(row)])),
  );
}

/** When each of these products was sold last; those that never were are missing. One look into each ledger. */
export async function lastSalesOf(db: Database, skus: string[]): Promise<Map<string, Date>> {
  const last = db('purchases')
    .where('purchases.sku', db.ref('products.sku'))
    .orderBy('sequence', 'desc')
    .limit(1)
    .select('purchased_at')
    .as('at');
  const rows = (await db('products').whereIn('sku', skus).select('sku', last)) as {
    sku: string;
    at: StoredTime | null;
  }[];
  return new Map(rows.flatMap(({ sku, at }) => (at === null ? [] : [[sku, timeOf(at)] as const])));
}

/**
 * One statement for all of them, in SQL: the query builder takes longer over many rows than the database does. So does
 * its check of each bound value; whole numbers need none.
 */
export function insertPurchases(trx: Database, entries: readonly PurchaseEntry[]): Step<void> {
  const at = createTimeWriter(trx);
  const rows = entries.map(({ purchase: { quantity, onHand }, sequence }) => {
    if (![sequence, quantity, onHand].every(Number.isSafeInteger))
      throw new Error('A purchase counts in whole numbers');
    return `(?, ?, ${sequence}, ${quantity}, ${onHand}, ?, ?)`;
  });
  const statement = trx.raw(
    'INSERT INTO purchases (id, sku, sequence, quantity, on_hand, idempotency_key, purchased_at) ' +
      `VALUES ${rows.join(', ')}`,
    entries.flatMap(({ purchase: { id, sku, purchasedAt }, idempotencyKey }) => [
      id,
      sku,
      idempotencyKey,
      at(purchasedAt),
    ]),
  );
  return { statement, read: () => undefined };
}

function purchaseOf(row: PurchaseRow): Purchase {
  return {
    id: row.id,
    sku: row.sku,
    quantity: row.quantity,
    onHand: row.on_hand,
    purchasedAt: timeOf(row.purchased_at),
  };
}
