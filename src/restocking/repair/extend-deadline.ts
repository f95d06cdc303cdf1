import { inTransaction } from '../../db/transaction.ts';
import { say } from '../../sentence.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { clearedAttention, updateRestock } from '../restock-attention.ts';
import { lockRestock, type Restock } from '../restock-store.ts';
import { findDone, recordAction, type Asker } from './action-store.ts';
import { denial, type Denial } from './denials.ts';
import { repairOutcomes } from './repair-outcomes.ts';
import { knownRestock, notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';

/** Gives the factory more time: the goods are expected then, and both deadlines count from there. */
export function createExtendDeadline(deps: RepairDeps) {
  const { db } = deps;

  return async (restockId: string, { actor, reason, expectedAt }: Asker & { expectedAt: Date }): Promise<Repaired> => {
    await knownRestock(db, restockId);
    const repaired = await inTransaction(db, async (trx): Promise<Repaired> => {
      const restock = await lockRestock(trx, restockId);
      const why = whyNotExtended(restock);
      if (why !== null) throw notApplicable(restock, why);
      if (expectedAt.getTime() <= Date.now()) {
        throw notApplicable(restock, denial('past', { time: expectedAt.toISOString() }));
      }
      if (restock.expectedAt?.getTime() === expectedAt.getTime()) {
        const earlier = await findDone(trx, { kind: 'extend_deadline', restockId });
        if (earlier) return { action: earlier, repeated: true };
      }
      const formerTime = restock.expectedAt?.toISOString() ?? 'nobody knows when';
      const message = say(repairOutcomes['expected-anew'], { time: expectedAt.toISOString(), formerTime });
      const action = await recordAction(trx, { kind: 'extend_deadline', restockId, actor, reason }, message);
      const isOverdue = restock.attention === 'delivery_overdue';
      await updateRestock(trx, restock, {
        expected_at: expectedAt,
        ...(isOverdue ? await clearedAttention(trx, restockId) : {}),
        ...(restock.standingAttention === 'delivery_overdue' ? { standing_attention: null, standing_error: null } : {}),
      });
      return { action, repeated: false };
    });
    if (!repaired.repeated) await tellWorkflow(deps, restockId);
    return repaired;
  };
}

/** Why there is nothing to wait longer for; null where there is. */
export function whyNotExtended({ state, orderedAt }: Restock): Denial | null {
  if (isOver(state)) return denial('over', { state });
  if (state === 'failed') return denial('failed', {});
  return orderedAt === null ? denial('not-ordered', {}) : null;
}
