/**
 * How a restock's row changes. Every change is written from facts in the database, under the product's lock, and is
 * harmless when it comes again: a retried or reset workflow repeats them all.
 */
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { isOver, type Attention, type RestockState } from '../workflows/restock-contract.ts';
import { getRestock, lockRestock, type Restock } from './restock-store.ts';

/** The state that follows from what was ordered and what came, for a restock that nobody called off or gave up. */
export function stateFromFacts(facts: { ordered: boolean; quantity: number; delivered: number }): RestockState {
  if (facts.delivered >= facts.quantity) return 'delivered';
  if (facts.delivered > 0) return 'partially_delivered';
  return facts.ordered ? 'ordered' : 'requested';
}

/** A workflow is known to run for it. */
export async function recordStarted(db: Database, id: string): Promise<void> {
  await db('restocks').where({ id }).update({ started_at: new Date() });
}

/**
 * Takes a failed restock up again, because its workflow came back to work: after a reset, or started anew. What was
 * ordered gets a whole lead time again. Leaves every other restock as it is.
 */
export async function takeUp(db: Database, id: string): Promise<Restock> {
  const found = await getRestock(db, id);
  if (found.state !== 'failed') return found;
  return change(db, id, async (restock, trx) => {
    if (restock.state !== 'failed') return null;
    const ordered = restock.orderedAt !== null;
    return {
      state: stateFromFacts({ ...restock, ordered }),
      ...(await clearedAttention(trx, id)),
      failed_at: null,
      expected_at: ordered ? new Date(Date.now() + restock.timing.leadTime) : null,
    };
  });
}

/** The factory accepted. Only the first acceptance counts; a restock closed in the meantime stays closed. */
export function recordOrder(db: Database, id: string, factoryOrderId: string): Promise<Restock> {
  return change(db, id, async (restock, trx) => {
    if (restock.orderedAt !== null) return null;
    const now = Date.now();
    const order = {
      factory_order_id: factoryOrderId,
      ordered_at: new Date(now),
      expected_at: new Date(now + restock.timing.leadTime),
    };
    if (isOver(restock.state)) return order;
    return {
      ...order,
      state: stateFromFacts({ ...restock, ordered: true }),
      failed_at: null,
      ...(await clearedAttention(trx, id)),
    };
  });
}

/** A person should look at it; what goes on, goes on. */
export function raiseAttention(db: Database, id: string, attention: Attention, error: string): Promise<Restock> {
  return change(db, id, (restock) =>
    isOver(restock.state) ? null : { ...attentionColumns(restock, attention), last_error: error },
  );
}

/** It gave up, or was refused for good: parked until a person retries, receives or cancels. */
export function recordFailure(db: Database, id: string, attention: Attention, error: string): Promise<Restock> {
  return change(db, id, (restock) =>
    isOver(restock.state) || restock.state === 'failed'
      ? null
      : { state: 'failed', failed_at: new Date(), ...attentionColumns(restock, attention), last_error: error },
  );
}

/** It was called off. What was delivered before stays on the shelf; what comes later is held for a person. */
export function recordCancellation(db: Database, id: string, factoryTold: boolean): Promise<Restock> {
  return change(db, id, async (restock, trx) => {
    if (isOver(restock.state)) return null;
    const atFactory = restock.orderedAt === null ? 'may have the order' : 'has the order';
    const untold = `${restock.factoryId} ${atFactory} and could not be told; what it still delivers is held for a person.`;
    return {
      state: 'cancelled',
      open_sku: null,
      ...(await clearedAttention(trx, id)),
      closed_at: new Date(),
      last_error: factoryTold ? null : untold,
    };
  });
}

/** Columns of a restock whose trouble is over: nobody needs to look, unless goods are held that wait for a person. */
export async function clearedAttention(trx: Database, id: string) {
  const held = await trx('deliveries').where({ restock_id: id, status: 'held' }).orderBy('received_at').first();
  return held
    ? { attention: 'unexpected_delivery', attention_since: held.received_at, last_error: held.hold_reason }
    : { attention: null, attention_since: null, last_error: null };
}

/** Columns that say since when a person should look; a reason that stands already keeps its time. */
export function attentionColumns(restock: Restock, attention: Attention) {
  return restock.attention === attention ? {} : { attention, attention_since: new Date() };
}

type Columns = object | null;

function change(
  db: Database,
  id: string,
  columnsFor: (restock: Restock, trx: Database) => Columns | Promise<Columns>,
): Promise<Restock> {
  return inTransaction(db, async (trx) => {
    const restock = await lockRestock(trx, id);
    const columns = await columnsFor(restock, trx);
    if (columns === null || Object.keys(columns).length === 0) return restock;
    await trx('restocks').where({ id }).update(columns);
    return getRestock(trx, id);
  });
}
