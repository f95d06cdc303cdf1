import type { Database } from '../db/database.ts';
import { timeOf, type PurchaseRow } from '../db/rows.ts';

/** One sale, which is also its own ledger entry. */
export type Purchase = {
  id: string;
  sku: string;
  quantity: number;
  /** Stock just after this sale. */
  onHand: number;
  purchasedAt: Date;
};

export async function findPurchase(db: Database, id: string): Promise<Purchase | null> {
  const row = await db('purchases').where({ id }).first();
  return row ? purchaseOf(row) : null;
}

export async function findPurchaseByKey(db: Database, idempotencyKey: string): Promise<Purchase | null> {
  const row = await db('purchases').where({ idempotency_key: idempotencyKey }).first();
  return row ? purchaseOf(row) : null;
}

export async function insertPurchase(
  trx: Database,
  purchase: Purchase & { sequence: number; idempotencyKey: string | null },
): Promise<void> {
  await trx('purchases').insert({
    id: purchase.id,
    sku: purchase.sku,
    sequence: purchase.sequence,
    quantity: purchase.quantity,
    on_hand: purchase.onHand,
    idempotency_key: purchase.idempotencyKey,
    purchased_at: purchase.purchasedAt,
  });
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
