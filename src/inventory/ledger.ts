import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { timeOf, type StockMovementRow, type StoredTime } from '../db/rows.ts';

type MovementKind = 'sale' | 'delivery' | 'adjustment' | 'return';

/** One entry of a product's ledger. `onHand` is the stock just after it; `sequence` counts up by product from 1. */
export type StockMovement = {
  id: string;
  sku: string;
  sequence: number;
  kind: MovementKind;
  /** Units; below 0 where they left the shelf. */
  quantity: number;
  onHand: number;
  restockId: string | null;
  deliveryId: string | null;
  reason: string | null;
  /** Who did it; null where nobody did, or nobody noted who. */
  actor: string | null;
  occurredAt: Date;
};

type LedgerRow = {
  id: string;
  sku: string;
  sequence: number;
  kind: MovementKind;
  quantity: number;
  on_hand: number;
  restock_id: string | null;
  delivery_id: string | null;
  reason: string | null;
  actor: string | null;
  at: StoredTime;
};

/** The newest entries first, those before the given sequence. Sales come from `purchases`, all else from `stock_movements`. */
export async function listMovements(
  db: Database,
  sku: string,
  page: { before: number | null; limit: number },
): Promise<StockMovement[]> {
  const before = page.before ?? (await nextSequence(db, sku));
  const sales: LedgerRow[] = await db('purchases')
    .where({ sku })
    .where('sequence', '<', before)
    .orderBy('sequence', 'desc')
    .limit(page.limit)
    .select('id', 'sku', 'sequence', 'on_hand', {
      kind: db.raw("'sale'"),
      quantity: db.raw('-quantity'),
      restock_id: db.raw('null'),
      delivery_id: db.raw('null'),
      reason: db.raw('null'),
      actor: db.raw('null'),
      at: 'purchased_at',
    });
  const others: LedgerRow[] = await db('stock_movements')
    .where({ sku })
    .where('sequence', '<', before)
    .orderBy('sequence', 'desc')
    .limit(page.limit)
    .select('id', 'sku', 'sequence', 'on_hand', 'kind', 'quantity', 'restock_id', 'delivery_id', 'reason', 'actor', {
      at: 'occurred_at',
    });
  return [...sales, ...others]
    .toSorted((a, b) => b.sequence - a.sequence)
    .slice(0, page.limit)
    .map(movementOf);
}

/** The entry with this sequence, which must exist. */
export async function findMovement(db: Database, sku: string, sequence: number): Promise<StockMovement> {
  const [movement] = await listMovements(db, sku, { before: sequence + 1, limit: 1 });
  if (movement?.sequence !== sequence) throw new Error(`The ledger of ${sku} has no entry ${sequence}`);
  return movement;
}

type NewMovement = Pick<StockMovement, 'onHand' | 'sequence'> & {
  kind: StockMovementRow['kind'];
  /** Units; below 0 where they left the shelf. */
  quantity: number;
  restockId?: string;
  /** Booking key; unique, so that a delivery is booked once. */
  deliveryId?: string;
  reason?: string;
  actor?: string | null;
};

/** Writes a ledger entry that is not a sale (a sale's entry is its purchase); answers the entry's id. */
export async function recordMovement(trx: Database, sku: string, movement: NewMovement): Promise<string> {
  const id = randomUUIDv7();
  await trx('stock_movements').insert({
    id,
    sku,
    sequence: movement.sequence,
    kind: movement.kind,
    quantity: movement.quantity,
    on_hand: movement.onHand,
    restock_id: movement.restockId ?? null,
    delivery_id: movement.deliveryId ?? null,
    reason: movement.reason ?? null,
    actor: movement.actor ?? null,
    occurred_at: new Date(),
  });
  return id;
}

/** Entries are committed in order, so bounding both reads by it shows no entry without the one before it. */
async function nextSequence(db: Database, sku: string): Promise<number> {
  const row = await db('products').where({ sku }).first('ledger_sequence');
  return (row?.ledger_sequence ?? 0) + 1;
}

function movementOf(row: LedgerRow): StockMovement {
  return {
    id: row.id,
    sku: row.sku,
    sequence: row.sequence,
    kind: row.kind,
    quantity: row.quantity,
    onHand: row.on_hand,
    restockId: row.restock_id,
    deliveryId: row.delivery_id,
    reason: row.reason,
    actor: row.actor,
    occurredAt: timeOf(row.at),
  };
}
