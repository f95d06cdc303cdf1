import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Database } from '../../src/db/database.ts';
import type { DeliveryRow, RestockRow } from '../../src/db/rows.ts';
import { restockId } from '../../src/restocking/restock-ids.ts';
import { factoryId, quickTiming } from './donuts.ts';

/** So many SKUs, in their order. */
export function skusOf(count: number, name = 'donut'): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${String(index).padStart(5, '0')}`);
}

/** Writes empty shelves for so many products at once. */
export async function insertProducts(db: Database, skus: string[]): Promise<void> {
  const now = new Date();
  const rows = skus.map((sku) => ({
    sku,
    product_id: randomUUID(),
    name: '도넛',
    price_amount: 3000,
    price_currency: 'KRW',
    on_hand: 0,
    ledger_sequence: 0,
    factory_id: factoryId,
    reorder_point: 0,
    order_quantity: 10,
    lead_time_seconds: 1,
    created_at: now,
    updated_at: now,
  }));
  await db.batchInsert('products', rows, 100);
}

/** Writes products with so many units of each, and the ledger entry of these. */
export async function stockShelves(db: Database, skus: string[], onHand: number): Promise<void> {
  await insertProducts(db, skus);
  await db('products').update({ on_hand: onHand, ledger_sequence: 1 });
  const entry = { sequence: 1, kind: 'adjustment', quantity: onHand, on_hand: onHand, occurred_at: aMinuteAgo() };
  await db.batchInsert(
    'stock_movements',
    skus.map((sku) => ({ ...entry, id: randomUUIDv7(), sku })),
    100,
  );
}

/** Writes a product and its first restock for each of so many, asked for a minute ago; answers the restocks' ids. */
export async function insertRestocks(
  db: Database,
  skus: string[],
  columns: Partial<RestockRow> = {},
): Promise<string[]> {
  await insertProducts(db, skus);
  const rows = skus.map((sku) => ({
    id: restockId(sku, 1),
    sku,
    number: 1,
    open_sku: sku,
    state: 'requested',
    quantity: 10,
    factory_id: factoryId,
    callback_token: 'secret',
    timing: JSON.stringify({ ...quickTiming, leadTime: 1_000 }),
    cause: 'person',
    cause_detail: 'a test',
    requested_at: aMinuteAgo(),
    ...columns,
  }));
  await db.batchInsert('restocks', rows, 100);
  return rows.map(({ id }) => id);
}

/** Writes a whole delivery for each of these restocks, received a minute ago and on no shelf yet. */
export async function insertDeliveries(
  db: Database,
  restocks: string[],
  columns: Partial<DeliveryRow> = {},
): Promise<string[]> {
  const rows = restocks.map((id) => ({
    id: `${id}/only`,
    restock_id: id,
    sku: id.replace(/^restock-|-\d+$/g, ''),
    quantity: 10,
    status: 'received' as const,
    hold_reason: null,
    source: 'callback' as const,
    received_at: aMinuteAgo(),
    booked_at: null,
    ...columns,
  }));
  await db.batchInsert('deliveries', rows, 100);
  return rows.map(({ id }) => id);
}

export function aMinuteAgo(): Date {
  return new Date(Date.now() - 60_000);
}
