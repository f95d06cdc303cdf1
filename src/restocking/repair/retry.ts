import { isDuplicateKey } from '../../db/transaction.ts';
import type { Refusal } from '../../errors.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { isAskedSoon, isBeingAsked, isUnordered } from '../order-tries.ts';
import { recordStarted, takeUp } from '../restock-transitions.ts';
import { getRestock, type Restock } from '../restock-store.ts';
import { askAction, carryOut, findClaim, findDone, takeOver, type Asker, type RestockAction } from './action-store.ts';
import { denial, isPassing, type Denial } from './denials.ts';
import { knownRestock, notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';
import type { Run } from './workflow-control.ts';

export type Retry = (restockId: string, asker: Asker, bulk?: string) => Promise<Repaired>;

/** Whoever claimed a retry this long ago, in milliseconds, and has not finished it, died over it. */
const claimLasts = 15_000;

/** A second press within this time means the first one, in milliseconds. */
const pressLasts = 10_000;

/**
 * Tries again: at once where the workflow still tries, by a reset to just before the step that failed where it has given
 * up, by a new start under the same id where Temporal knows nothing of it any more.
 */
export function createRetry(deps: RepairDeps): Retry {
  const { db, workflows, control } = deps;

  return async (restockId, asker, bulk) => {
    const restock = await knownRestock(db, restockId);
    const why = whyNoRetry(restock);
    if (why !== null && !isPassing(why)) throw notApplicable(restock, why);
    const run = await control.latestRun(restockId);
    const ask = { ...asker, kind: 'retry' as const, restockId, bulk };
    if (run?.status === 'RUNNING') return retryRunning(restock, run, ask);
    const claim = `retry/${restockId}/${run?.runId ?? `since-${restock.failedAt?.getTime() ?? 0}`}`;
    const { action, isNew } = await claimed({ ...ask, claim, runId: run?.runId });
    if (!isNew && action.outcome === 'done') return { action, repeated: true };
    // A retry of many that comes to it a second time does so because its worker died.
    const isLeft = isAbandoned(action) || (bulk !== undefined && action.bulk === bulk);
    if (!isNew && !(isLeft && (await takeOver(db, action)))) throw underWay(restock, action);
    const work = run ? () => reset(restock, run) : () => startAgain(restock);
    return { action: await carryOut(db, action, work), repeated: false };
  };

  type Ask = Parameters<typeof askAction>[1];

  async function retryRunning(restock: Restock, run: Run, ask: Ask): Promise<Repaired> {
    // A reset by hand has it at work again; its row does not know yet.
    if (restock.state === 'failed') {
      return done(ask, async () => {
        await takeUp(db, restock.id, restock.failedAt);
        await tellWorkflow(deps, restock.id);
        return { message: 'Its workflow was at work again already.' };
      });
    }
    const why = whyNoRetry(restock);
    if (why === null && (await control.retryNow(restock.id)))
      return done(ask, () => Promise.resolve({ message: 'The pause was cut short: it is asked now.' }));
    const latest = await findDone(db, { kind: 'retry', restockId: restock.id });
    const isSecondPress = latest !== null && Date.now() - latest.askedAt.getTime() < pressLasts;
    if (isSecondPress || (latest?.newRunId === run.runId && latest.newRunId !== null)) {
      return { action: latest, repeated: true };
    }
    const whyNow = why ?? whyNoRetry(await getRestock(db, restock.id));
    throw notApplicable(restock, whyNow ?? denial('being-asked', { factory: restock.factoryId }));
  }

  async function done(ask: Ask, work: Parameters<typeof carryOut>[2]): Promise<Repaired> {
    return { action: await carryOut(db, await askAction(db, ask), work), repeated: false };
  }

  /** Only one may reset a run: a reset of the same run again would end what came of the first. */
  async function claimed(ask: Ask & { claim: string }): Promise<{ action: RestockAction; isNew: boolean }> {
    try {
      return { action: await askAction(db, ask), isNew: true };
    } catch (error) {
      const earlier = isDuplicateKey(error) ? await findClaim(db, ask.claim) : null;
      if (!earlier) throw error;
      return { action: earlier, isNew: false };
    }
  }

  async function reset(restock: Restock, run: Run): Promise<{ message: string; newRunId: string }> {
    const newRunId = run.resetRunId ?? (await control.resetFailed(restock, run));
    await takeUp(db, restock.id, restock.failedAt);
    return { message: `It goes on from where it failed, in a new run instead of ${run.runId}.`, newRunId };
  }

  async function startAgain(restock: Restock): Promise<{ message: string }> {
    const open = await takeUp(db, restock.id, restock.failedAt);
    await workflows.startOrJoin(open);
    await recordStarted(db, restock.id);
    return { message: 'Temporal knew nothing of it any more, so it was started again under the same id.' };
  }

  function underWay(restock: Restock, { actor, askedAt }: RestockAction): Refusal {
    const age = Date.now() - askedAt.getTime();
    const seconds = Math.max(1, Math.ceil((claimLasts - age) / 1000));
    return notApplicable(restock, denial('under-way', { actor, seconds }));
  }
}

function isAbandoned({ askedAt }: RestockAction): boolean {
  return Date.now() - askedAt.getTime() > claimLasts;
}

/**
 * Why a retry would not help, as far as the row tells; null where it may. Between the quick tries of a later round only
 * the workflow knows.
 */
export function whyNoRetry(restock: Restock): Denial | null {
  const { state, factoryId: factory } = restock;
  if (isOver(state)) return denial('over', { state });
  if (state === 'failed') return null;
  if (!isUnordered(restock)) return denial('awaited', { factory });
  if (restock.nextTryAt === null && isBeingAsked(restock)) return denial('being-asked', { factory });
  return isAskedSoon(restock) ? denial('asked-soon', { factory }) : null;
}
