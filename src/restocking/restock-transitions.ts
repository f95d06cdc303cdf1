/**
 * How a restock's row changes. Every change is written from facts in the database, under the product's lock, and is
 * harmless when it comes again: a retried or reset workflow repeats them all.
 */
import type { Database } from '../db/database.ts';
import type { RestockRow } from '../db/rows.ts';
import { inTransaction } from '../db/transaction.ts';
import { say } from '../sentence.ts';
import { isOver, type Attention, type RestockState } from '../workflows/restock-contract.ts';
import { troubles } from '../workflows/troubles.ts';
import { attentionColumns, clearedAttention, updateRestock } from './restock-attention.ts';
import { getRestock, lockRestock, mayHaveOrder, type Restock } from './restock-store.ts';
import { noteEnd } from './restock-tries.ts';

/** The state that follows from what was ordered and what came, for a restock that nobody called off or gave up. */
export function stateFromFacts(facts: { ordered: boolean; quantity: number; delivered: number }): RestockState {
  if (facts.delivered >= facts.quantity) return 'delivered';
  if (facts.delivered > 0) return 'partially_delivered';
  return facts.ordered ? 'ordered' : 'requested';
}

/** A workflow is known to run for it. Nobody is shown that, so it is no change to those who watch. */
export async function recordStarted(db: Database, id: string): Promise<void> {
  await db('restocks').where({ id }).update({ started_at: new Date() });
}

/**
 * Takes a failed restock up again, because its workflow came back to work: after a reset, or started anew. What was
 * ordered gets a whole lead time again. Leaves every other restock as it is.
 *
 * @param failedAt the failure that is meant: one that came later stays
 */
export async function takeUp(db: Database, id: string, failedAt?: Date | null): Promise<Restock> {
  const found = await getRestock(db, id);
  if (found.state !== 'failed') return found;
  return changeRestock(db, id, async (restock, trx) => {
    if (restock.state !== 'failed') return null;
    if (failedAt && restock.failedAt?.getTime() !== failedAt.getTime()) return null;
    const ordered = restock.orderedAt !== null;
    return {
      state: stateFromFacts({ ...restock, ordered }),
      ...(await clearedAttention(trx, id)),
      failed_at: null,
      expected_at: ordered ? new Date(Date.now() + restock.timing.leadTime) : null,
    };
  });
}

/**
 * The factory accepted. Only the first acceptance counts; a restock closed in the meantime stays closed.
 *
 * @param tryNumber of the try that it answered, where it is on record
 */
export function recordOrder(db: Database, id: string, factoryOrderId: string, tryNumber?: number): Promise<Restock> {
  return changeRestock(db, id, async (restock, trx) => {
    if (tryNumber !== undefined) await noteEnd(trx, id, tryNumber, { answer: 'accepted', isDoubtful: false });
    if (restock.orderedAt !== null) return null;
    const now = Date.now();
    const order = {
      factory_order_id: factoryOrderId,
      ordered_at: new Date(now),
      expected_at: new Date(now + restock.timing.leadTime),
      trying_since: null,
      next_try_at: null,
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

/**
 * A person should look at it; what goes on, goes on.
 *
 * @param nextTryAt when the factory is asked again, where that is what goes on
 */
export function raiseAttention(
  db: Database,
  id: string,
  attention: Attention,
  error: string,
  nextTryAt?: Date,
): Promise<Restock> {
  return changeRestock(db, id, (restock) =>
    isOver(restock.state)
      ? null
      : { ...attentionColumns(restock, attention, error), ...(nextTryAt && { next_try_at: nextTryAt }) },
  );
}

/** It gave up, or was refused for good: parked until a person retries, receives or cancels. */
export function recordFailure(db: Database, id: string, attention: Attention, error: string): Promise<Restock> {
  return changeRestock(db, id, (restock) =>
    isOver(restock.state) || restock.state === 'failed'
      ? null
      : {
          state: 'failed',
          // Their time first: a timeline tells what was wrong before it tells that it was given up.
          ...attentionColumns(restock, attention, error),
          failed_at: new Date(),
          trying_since: null,
          next_try_at: null,
        },
  );
}

/**
 * It was called off. What was delivered before stays on the shelf; what comes later is held for a person. A factory that
 * may have the order and was not told is written down.
 */
export function recordCancellation(db: Database, id: string, factoryTold: boolean): Promise<Restock> {
  return changeRestock(db, id, async (restock, trx) => {
    if (isOver(restock.state)) return null;
    const why = restock.orderedAt === null ? 'factory-untold-in-doubt' : 'factory-untold';
    const untold = factoryTold || !mayHaveOrder(restock) ? null : say(troubles[why], { factory: restock.factoryId });
    const cleared = await clearedAttention(trx, id);
    return {
      state: 'cancelled',
      open_sku: null,
      ...cleared,
      closed_at: new Date(),
      // Goods that are held say why themselves.
      ...(cleared.attention === null ? { last_error: untold } : { standing_error: untold }),
    };
  });
}

type Columns = Partial<RestockRow> | null;

export function changeRestock(
  db: Database,
  id: string,
  columnsFor: (restock: Restock, trx: Database) => Columns | Promise<Columns>,
): Promise<Restock> {
  return inTransaction(db, async (trx) => {
    const restock = await lockRestock(trx, id);
    const columns = await columnsFor(restock, trx);
    if (columns === null || Object.keys(columns).length === 0) return restock;
    await updateRestock(trx, restock, columns);
    return getRestock(trx, id);
  });
}
