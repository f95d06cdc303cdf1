/** What is written down of the tries to order a restock, so that nobody has to look into Temporal for that. */
import type { Database } from '../db/database.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { changeRestock } from './restock-transitions.ts';
import type { Restock } from './restock-store.ts';
import { noteBegin, noteEnd, type TryEnd } from './restock-tries.ts';

/** Something is left to order, and no order is accepted yet. */
export function isUnordered(restock: Restock): boolean {
  return restock.orderedAt === null && !isOver(restock.state);
}

/** A try that began longer ago than its own time-out and this, in milliseconds, has ended with its worker. */
const tryGrace = 15_000;

/** The factory is being asked, and may accept at any moment. */
export function isBeingAsked(restock: Restock): boolean {
  const { tryingSince, timing } = restock;
  return (
    isUnordered(restock) && tryingSince !== null && Date.now() - tryingSince.getTime() < timing.orderTimeout + tryGrace
  );
}

/**
 * Notes, before it happens, that the factory is asked: until its answer is known it may have taken the order. The
 * restock that this answers says which factory, the number of the try, and whether anything is left to ask for.
 *
 * @param runId the run of the workflow that asks
 */
export function beginTry(db: Database, id: string, runId: string | null): Promise<Restock> {
  return changeRestock(db, id, async (restock, trx) => {
    if (!isUnordered(restock)) return null;
    const beganAt = new Date();
    const number = restock.orderTries + 1;
    await noteBegin(trx, id, { number, factoryId: restock.factoryId, runId, beganAt });
    return {
      order_tries: number,
      doubtful_tries: restock.doubtfulTries + 1,
      trying_since: beganAt,
      next_try_at: null,
    };
  });
}

/** The factory did not confirm: why, whether it may have taken the order all the same, and when it is asked again. */
export function endTry(
  db: Database,
  id: string,
  number: number,
  { nextTryAt, ...end }: TryEnd & { error: string; nextTryAt: Date | null },
): Promise<Restock> {
  const { error, isDoubtful } = end;
  return changeRestock(db, id, async (restock, trx) => {
    await noteEnd(trx, id, number, end);
    if (!isUnordered(restock)) return null;
    return {
      trying_since: null,
      next_try_at: nextTryAt,
      ...(restock.attention === 'unexpected_delivery' ? { standing_error: error } : { last_error: error }),
      doubtful_tries: Math.max(0, restock.doubtfulTries - (isDoubtful ? 0 : 1)),
    };
  });
}

/** Its workflow is known to have it asked within seconds: for the first time, or again within the first round of tries. */
export function isAskedSoon(restock: Restock): boolean {
  const { orderTries, startedAt, nextTryAt, attention, standingAttention } = restock;
  if (restock.tryingSince !== null) return false;
  if (orderTries === 0) return startedAt !== null;
  // Only a pause between rounds raises an attention.
  return nextTryAt !== null && (attention === 'unexpected_delivery' ? standingAttention : attention) === null;
}
