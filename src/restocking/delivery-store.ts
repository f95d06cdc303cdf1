import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull, type DeliveryRow } from '../db/rows.ts';

/**
 * Goods that somebody says arrived. `received`: to be booked; `booked`: on the shelf; `held`: waits for a
 * person; `returned`: sent back by one. */
export type Delivery = {
  /** Booking key: the same delivery told again has the same. */
  id: string;
  /** Null where no restock could be found for it. */
  restockId: string | null;
  sku: string;
  quantity: number;
  status: 'received' | 'booked' | 'held' | 'returned';
  holdReason: string | null;
  source: 'callback' | 'legacy' | 'person';
  receivedAt: Date;
  bookedAt: Date | null;
};

export async function findDelivery(db: Database, id: string): Promise<Delivery | null> {
  const row = await db('deliveries').where({ id }).first();
  return row ? deliveryOf(row) : null;
}

/** Oldest first. */
export async function deliveriesOf(db: Database, restockId: string): Promise<Delivery[]> {
  const rows = await db('deliveries').where({ restock_id: restockId }).orderBy(['received_at', 'id']);
  return rows.map(deliveryOf);
}

/** The newest first, those after the given one. */
export async function listDeliveries(
  db: Database,
  filter: { status?: Delivery['status'] },
  page: { after: { receivedAt: Date; id: string } | null; limit: number },
): Promise<Delivery[]> {
  const query = db('deliveries').where(filter).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(page.limit);
  const rows = await (page.after === null
    ? query
    : query.whereRaw('(received_at, id) < (?, ?)', [page.after.receivedAt, page.after.id]));
  return rows.map(deliveryOf);
}

/** How many of each product's deliveries wait for a person; products of which none does are missing. */
export async function countHeld(db: Database, skus: string[]): Promise<Map<string, number>> {
  const rows = (await db('deliveries')
    .where({ status: 'held' })
    .whereIn('sku', skus)
    .groupBy('sku')
    .select('sku')
    .count({ count: '*' })) as unknown as { sku: string; count: number | string }[];
  return new Map(rows.map(({ sku, count }) => [sku, Number(count)]));
}

/** Received before the given time and not yet booked, oldest first. */
export async function unbookedDeliveries(db: Database, before: Date, limit: number): Promise<Delivery[]> {
  const rows = await db('deliveries')
    .where({ status: 'received' })
    .where('received_at', '<', before)
    .orderBy(['received_at', 'id'])
    .limit(limit);
  return rows.map(deliveryOf);
}

export async function insertDelivery(
  trx: Database,
  delivery: Omit<Delivery, 'receivedAt' | 'bookedAt'>,
): Promise<void> {
  await trx('deliveries').insert({
    id: delivery.id,
    restock_id: delivery.restockId,
    sku: delivery.sku,
    quantity: delivery.quantity,
    status: delivery.status,
    hold_reason: delivery.holdReason,
    source: delivery.source,
    received_at: new Date(),
  });
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    restockId: row.restock_id,
    sku: row.sku,
    quantity: row.quantity,
    status: row.status,
    holdReason: row.hold_reason,
    source: row.source,
    receivedAt: timeOf(row.received_at),
    bookedAt: timeOrNull(row.booked_at),
  };
}
