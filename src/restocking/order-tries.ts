/** What a restock's row tells of the tries to order it, so that nobody has to look into Temporal for that. */
import type { Database } from '../db/database.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { changeRestock } from './restock-transitions.ts';
import type { Restock } from './restock-store.ts';

/** Something is left to order, and no order is accepted yet. */
export function isUnordered(restock: Restock): boolean {
  return restock.orderedAt === null && !isOver(restock.state);
}

/**
 * Notes, before it happens, that the factory is asked: until its answer is known it may have taken the order. The
 * restock that this answers says which factory, and whether anything is left to ask for.
 */
export function beginTry(db: Database, id: string): Promise<Restock> {
  return changeRestock(db, id, (restock) =>
    isUnordered(restock)
      ? {
          order_tries: restock.orderTries + 1,
          doubtful_tries: restock.doubtfulTries + 1,
          trying_since: new Date(),
          next_try_at: null,
        }
      : null,
  );
}

/** The factory did not confirm: why, whether it may have taken the order all the same, and when it is asked again. */
export function endTry(
  db: Database,
  id: string,
  { error, isDoubtful, nextTryAt }: { error: string; isDoubtful: boolean; nextTryAt: Date | null },
): Promise<Restock> {
  return changeRestock(db, id, (restock) =>
    isUnordered(restock)
      ? {
          trying_since: null,
          next_try_at: nextTryAt,
          ...(restock.attention === 'unexpected_delivery' ? { standing_error: error } : { last_error: error }),
          doubtful_tries: Math.max(0, restock.doubtfulTries - (isDoubtful ? 0 : 1)),
        }
      : null,
  );
}

/** The factory may have an order of this restock, confirmed or not. */
export function mayHaveOrder({ orderedAt, doubtfulTries }: Restock): boolean {
  return orderedAt !== null || doubtfulTries > 0;
}
