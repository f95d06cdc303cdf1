import { inTransaction } from '../../db/transaction.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { deliveriesOf } from '../delivery-store.ts';
import { isBeingAsked } from '../order-tries.ts';
import { clearedAttention, updateRestock } from '../restock-attention.ts';
import { recordStarted, stateFromFacts } from '../restock-transitions.ts';
import { getRestock, lockRestock, type Restock } from '../restock-store.ts';
import { askAction, carryOut, findDone, type Asker } from './action-store.ts';
import { knownRestock, notApplicable, type RepairDeps, type Repaired } from './repair-deps.ts';

export type FactoryChange = Asker & {
  factoryId: string;
  /** A person has asked the present factory, and it has no order. */
  confirmed: boolean;
};

/**
 * Sends an order that nobody has accepted to another factory. The row decides whom a try asks, so that none goes to the
 * old one any more; the workflow is started anew, because the factory's queue is part of its input.
 */
export function createChangeFactory(deps: RepairDeps) {
  const { db, control, factories } = deps;

  return async (restockId: string, change: FactoryChange): Promise<Repaired> => {
    const { actor, reason, factoryId } = change;
    const known = await knownRestock(db, restockId);
    if (known.factoryId === factoryId) {
      const earlier = await findDone(db, { kind: 'change_factory', restockId });
      if (earlier && !isOver(known.state)) return { action: earlier, repeated: true };
    }
    const why = whyNotChanged(known, change);
    if (why !== null) throw notApplicable(known, why);
    // Asked before anything is changed: without Temporal nobody could be sent there.
    await control.latestRun(restockId);
    const action = await inTransaction(db, async (trx) => {
      const restock = await lockRestock(trx, restockId);
      const whyNow = whyNotChanged(restock, change);
      if (whyNow !== null) throw notApplicable(restock, whyNow);
      if ((await deliveriesOf(trx, restockId)).length > 0) {
        throw notApplicable(
          restock,
          `Goods have come for it already, so ${restock.factoryId} has the order although it never confirmed it.`,
        );
      }
      await updateRestock(trx, restock, {
        factory_id: factoryId,
        state: stateFromFacts({ ...restock, ordered: false }),
        failed_at: null,
        doubtful_tries: 0,
        trying_since: null,
        next_try_at: null,
        ...(await clearedAttention(trx, restockId)),
      });
      return askAction(trx, { kind: 'change_factory', restockId, actor, reason });
    });
    const work = async () => {
      const newRunId = await control.startAnew(await getRestock(db, restockId));
      await recordStarted(db, restockId);
      return { message: `Ordered from ${factoryId} instead of ${known.factoryId}.`, newRunId };
    };
    return { action: await carryOut(db, action, work), repeated: false };
  };

  function whyNotChanged(restock: Restock, { factoryId, confirmed }: FactoryChange): string | null {
    const { factoryId: present } = restock;
    if (isOver(restock.state)) return `It is ${restock.state} already.`;
    if (!factories.has(factoryId)) {
      return `${factoryId} is not configured; it must be one of ${[...factories.keys()].join(', ')}.`;
    }
    if (present === factoryId) return `${factoryId} is its factory already.`;
    if (restock.orderedAt !== null) {
      return `${present} has accepted the order. Cancel the restock, then request a new one from ${factoryId}.`;
    }
    if (isBeingAsked(restock)) {
      return `${present} is being asked right now, and may accept. Ask again when its answer is known.`;
    }
    if (restock.doubtfulTries > 0 && !confirmed) {
      return (
        `${present} may have taken the order without our knowing: ${restock.doubtfulTries} of ${restock.orderTries} tries ` +
        'ended in doubt, and goods would come from both. Ask there first; if it has no order, send this again with "confirmed": true.'
      );
    }
    return null;
  }
}
