import type { Database } from '../db/database.ts';
import {
  inTransaction,
  isConnectionLost,
  isContended,
  isDatabaseAway,
  isDuplicateKey,
  isUnwritable,
} from '../db/transaction.ts';
import type { Restock } from '../restocking/restock-store.ts';
import type { RestockTiming } from '../workflows/restock-contract.ts';
import { createBatcher, usualLimits, type Batcher, type BatchLimits } from './batcher.ts';
import { sellBatch, type BatchOutcome, type PurchaseOrder, type SaleOutcome } from './sell-batch.ts';

export type SellDeps = {
  db: Database;
  /** Deadlines for a restock that a sale may cause. */
  timing: Omit<RestockTiming, 'leadTime'>;
  /** Called after the commit for a restock that a sale has caused. Must not throw and is not waited for. */
  onRestockRequested: (restock: Restock) => void;
  limits?: BatchLimits;
  /** Called for every purchase that is refused because too many wait. */
  onRefused?: () => void;
  /** Called for every transaction, with the number of purchases that share it. */
  onBatch?: (size: number) => void;
};

export type Sell = ((order: PurchaseOrder) => Promise<SaleOutcome>) &
  Pick<Batcher<PurchaseOrder, SaleOutcome>, 'turnAway' | 'isShedding' | 'waiting'>;

/** Whatever a batch failed of would be the same for each of its orders alone. */
export function concernsAll(error: unknown): boolean {
  return isDatabaseAway(error) || isUnwritable(error) || isContended(error);
}

/** How often a batch is repeated because another process was first with one of its keys. */
const keyRaces = 3;

/**
 * Sells. Purchases that arrive together share one transaction; each has its own outcome.
 *
 * The function made here throws `Refusal` `unknown-product`, `busy`, or `idempotency-key-reused` when the key bought
 * something else before.
 */
export function createSell({
  db,
  timing,
  onRestockRequested,
  limits = usualLimits,
  onRefused,
  onBatch,
}: SellDeps): Sell {
  const batcher = createBatcher(sellTogether, limits, onRefused);
  const { turnAway, isShedding, waiting } = batcher;
  return Object.assign((order: PurchaseOrder) => batcher.add(order), { turnAway, isShedding, waiting });

  async function sellTogether(orders: PurchaseOrder[]): Promise<PromiseSettledResult<SaleOutcome>[]> {
    onBatch?.(orders.length);
    try {
      const { answers, newRestocks } = await settle(orders);
      for (const restock of newRestocks) onRestockRequested(restock);
      return answers;
    } catch (error) {
      if (orders.length === 1 || concernsAll(error)) throw error;
      // Something is wrong with one of them, which must not fail its neighbours: each gets a transaction of its own.
      const answers: PromiseSettledResult<SaleOutcome>[] = [];
      for (const order of orders) answers.push(...(await Promise.allSettled([sellAlone(order)])));
      return answers;
    }
  }

  async function sellAlone(order: PurchaseOrder): Promise<SaleOutcome> {
    const [answer] = await sellTogether([order]);
    if (answer?.status !== 'fulfilled') throw answer?.reason ?? new Error('The batch of one is empty');
    return answer.value;
  }

  /** Sells the batch once, whatever happens to its transaction on the way. */
  async function settle(orders: PurchaseOrder[]): Promise<BatchOutcome> {
    let doubt: { error: unknown; outcome: BatchOutcome | null } | null = null;
    for (let races = 0; ;) {
      let written: BatchOutcome | null = null;
      try {
        const unsettled: BatchOutcome | null = doubt?.outcome ?? null;
        return await inTransaction(db, async (trx) => {
          written = null;
          written = await sellBatch(trx, orders, timing, unsettled);
          return written;
        });
      } catch (error) {
        // Whatever the repetition failed of: of the first try it is still not known whether it was committed.
        if (doubt) throw doubt.error;
        if (isConnectionLost(error)) doubt = { error, outcome: written };
        // Another process sold under one of these keys, and has committed by now: it will be found.
        else if (!isDuplicateKey(error) || ++races > keyRaces) throw error;
      }
    }
  }
}
