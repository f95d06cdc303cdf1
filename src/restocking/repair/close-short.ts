import { inTransaction } from '../../db/transaction.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { clearedAttention, updateRestock } from '../restock-attention.ts';
import { deliveriesOf, type Delivery } from '../delivery-store.ts';
import { stillExpected } from '../receive-delivery.ts';
import { lockRestock, type Restock } from '../restock-store.ts';
import { findDone, recordAction, type Asker } from './action-store.ts';
import { denial, type Denial } from './denials.ts';
import { knownRestock, notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';

/** Ends a restock of which a part came and the rest will not. What comes all the same is held for a person. */
export function createCloseShort(deps: RepairDeps) {
  const { db } = deps;

  return async (restockId: string, { actor, reason }: Asker): Promise<Repaired> => {
    await knownRestock(db, restockId);
    const repaired = await inTransaction(db, async (trx): Promise<Repaired> => {
      const restock = await lockRestock(trx, restockId);
      if (isOver(restock.state)) {
        const earlier = await findDone(trx, { kind: 'close_short', restockId });
        if (earlier) return { action: earlier, repeated: true };
      }
      const why = whyNotClosed(restock, await deliveriesOf(trx, restockId));
      if (why !== null) throw notApplicable(restock, why);
      const message = `Closed with ${restock.delivered} of ${restock.quantity}. ${restock.factoryId} is not told.`;
      const action = await recordAction(trx, { kind: 'close_short', restockId, actor, reason }, message);
      await updateRestock(trx, restock, {
        state: 'delivered',
        open_sku: null,
        closed_at: new Date(),
        failed_at: null,
        next_try_at: null,
        trying_since: null,
        ...(await clearedAttention(trx, restockId)),
      });
      return { action, repeated: false };
    });
    if (!repaired.repeated) await tellWorkflow(deps, restockId);
    return repaired;
  };
}

/** Why it cannot end with what came; null where it can. */
export function whyNotClosed(restock: Restock, deliveries: Delivery[]): Denial | null {
  const { state, delivered } = restock;
  if (isOver(state)) return denial('over', { state });
  if (delivered === 0) return denial('nothing-came', {});
  return stillExpected(restock, deliveries, 0).pending > 0 ? denial('being-shelved', {}) : null;
}
