import { inTransaction } from '../../db/transaction.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { recordCancellation } from '../restock-transitions.ts';
import { mayHaveOrder, type Restock } from '../restock-store.ts';
import { askAction, carryOut, findDone, type Asker } from './action-store.ts';
import { denial, type Denial } from './denials.ts';
import {
  knownRestock,
  notApplicable,
  tellWorkflow,
  temporalAway,
  type RepairDeps,
  type Repaired,
} from './repair-deps.ts';

/** A person waits for the answer: this long, in milliseconds, for a factory that does not give one. */
const factoryPatience = 5_000;

/** Calls a restock off: through its workflow where that runs, else by its row; the factory is told where it can be. */
export function createCancel(deps: RepairDeps) {
  const { db, control, workflows, factories } = deps;

  return async (restockId: string, { actor, reason }: Asker): Promise<Repaired> => {
    const restock = await knownRestock(db, restockId);
    const why = whyNotCancelled(restock);
    if (why !== null) {
      const earlier = restock.state === 'cancelled' ? await findDone(db, { kind: 'cancel', restockId }) : null;
      if (earlier) return { action: earlier, repeated: true };
      throw notApplicable(restock, why);
    }
    const isRunning = await runs(restock);
    const action = await askAction(db, { kind: 'cancel', restockId, actor, reason });
    const work = async () => {
      if (isRunning && (await cancelWorkflow(restockId)) === 'sent') {
        return { message: 'Its workflow was told to call it off, and tells the factory where it can.' };
      }
      return { message: await callOffByRow(restock) };
    };
    return { action: await carryOut(db, action, work), repeated: false };
  };

  /** A failed restock has no workflow: it can be called off while Temporal is away, too. */
  async function runs(restock: Restock): Promise<boolean> {
    try {
      return (await control.latestRun(restock.id))?.status === 'RUNNING';
    } catch (error) {
      if (restock.state === 'failed') return false;
      throw error;
    }
  }

  async function cancelWorkflow(restockId: string): Promise<'sent' | 'gone'> {
    try {
      return await workflows.cancel(restockId);
    } catch (error) {
      throw temporalAway(error);
    }
  }

  async function callOffByRow(restock: Restock): Promise<string> {
    const isTold = !mayHaveOrder(restock) || (await tellFactory(restock));
    const found = await inTransaction(db, (trx) => recordCancellation(trx, restock.id, isTold));
    await tellWorkflow(deps, restock.id);
    if (found.state !== 'cancelled') return `Meanwhile it was ${found.state}.`;
    if (!mayHaveOrder(restock)) return `${restock.factoryId} has no order of it.`;
    return isTold ? `${restock.factoryId} was told.` : (found.lastError ?? '');
  }

  async function tellFactory({ id, factoryId }: Restock): Promise<boolean> {
    const call = { timeout: factoryPatience, signal: AbortSignal.timeout(factoryPatience) };
    try {
      return (await factories.get(factoryId)?.cancelOrder(id, call)) ?? false;
    } catch {
      return false;
    }
  }
}

/** Why it cannot be called off; null where it can. */
export function whyNotCancelled({ state }: Restock): Denial | null {
  return isOver(state) ? denial('over', { state }) : null;
}
