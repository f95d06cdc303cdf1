import { inTransaction } from '../../db/transaction.ts';
import { say } from '../../sentence.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { deliveriesOf, type Delivery } from '../delivery-store.ts';
import { isBeingAsked } from '../order-tries.ts';
import { clearedAttention, updateRestock } from '../restock-attention.ts';
import { recordStarted, stateFromFacts } from '../restock-transitions.ts';
import { getRestock, lockRestock, type Restock } from '../restock-store.ts';
import { askAction, carryOut, findDone, type Asker } from './action-store.ts';
import { denial, type Denial } from './denials.ts';
import { repairOutcomes } from './repair-outcomes.ts';
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
    const why = whyNot(known, await deliveriesOf(db, restockId), change);
    if (why !== null) throw notApplicable(known, why);
    // Asked before anything is changed: without Temporal nobody could be sent there.
    await control.latestRun(restockId);
    const action = await inTransaction(db, async (trx) => {
      const restock = await lockRestock(trx, restockId);
      const whyNow = whyNot(restock, await deliveriesOf(trx, restockId), change);
      if (whyNow !== null) throw notApplicable(restock, whyNow);
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
      const { factoryId: formerFactory } = known;
      const newRunId = await control.startAnew(await getRestock(db, restockId));
      await recordStarted(db, restockId);
      return { message: say(repairOutcomes['ordered-elsewhere'], { factory: factoryId, formerFactory }), newRunId };
    };
    return { action: await carryOut(db, action, work), repeated: false };
  };

  function whyNot(restock: Restock, deliveries: Delivery[], { factoryId, confirmed }: FactoryChange): Denial | null {
    const why = whyNotChanged(restock, deliveries, factories);
    if (why !== null) return why;
    if (!factories.has(factoryId)) {
      return denial('unknown-factory', { factory: factoryId, factories: [...factories.keys()].join(', ') });
    }
    if (restock.factoryId === factoryId) return denial('same-factory', { factory: factoryId });
    if (restock.doubtfulTries > 0 && !confirmed) {
      const { factoryId: factory, doubtfulTries: doubtful, orderTries: tries } = restock;
      return denial('in-doubt', { factory, doubtful, tries });
    }
    return null;
  }
}

/** Why it cannot be ordered from another factory, whichever that is; null where it can. */
export function whyNotChanged(
  restock: Restock,
  deliveries: Delivery[],
  factories: RepairDeps['factories'],
): Denial | null {
  const { state, factoryId: factory } = restock;
  if (isOver(state)) return denial('over', { state });
  if (restock.orderedAt !== null) return denial('ordered', { factory });
  if (deliveries.length > 0) return denial('goods-came', { factory });
  if (isBeingAsked(restock)) return denial('being-asked', { factory });
  const hasOther = [...factories.keys()].some((id) => id !== factory);
  return hasOther ? null : denial('no-other-factory', { factory });
}
