import { setTimeout as delay } from 'node:timers/promises';
import { firstLine, Refusal } from '../../errors.ts';
import type { BulkRetryProgress } from '../../workflows/restock-contract.ts';
import { finishAction, findBulkAction, type Asker } from './action-store.ts';
import {
  findBulkRetry,
  findTroubled,
  finishBulkRetry,
  insertBulkRetry,
  listBulkRetries,
  nextItems,
  settleItem,
  unfinishedBulkRetries,
  type BulkRetry,
} from './bulk-retry-store.ts';
import type { RestockFilter } from '../restock-filter.ts';
import type { RepairDeps } from './repair-deps.ts';
import { isNeedless, isPassing, type Denial } from './denials.ts';
import { whyNoRetry, type Retry } from './retry.ts';
import type { Restock } from '../restock-store.ts';

/** More than this many are another retry. */
const most = 10_000;

/** How many one activity retries before it answers. */
const chunk = 50;

/** Younger than this, a retry's own start is most likely still under way; in milliseconds. */
const grace = 5_000;

type Progress = (done: BulkRetryProgress) => void;

export type RetryPreview = { restocks: Restock[]; refused: { id: string; reason: string }[]; isAll: boolean };

/** @param waitUntil keeps to the rate that was asked for: until the next restock's turn, in milliseconds since 1970 */
export function createBulkRetry(
  deps: RepairDeps,
  retry: Retry,
  waitUntil: (time: number) => Promise<unknown> = (time) => delay(Math.max(0, time - Date.now())),
) {
  const { db, control, logger } = deps;

  /** Which restocks fit the filter, which of them would be retried, and why the others would not. */
  async function preview(filter: RestockFilter): Promise<RetryPreview> {
    const found = await findTroubled(db, filter, most + 1);
    const judged = found.slice(0, most).map((restock) => ({ restock, why: lastingReason(restock) }));
    return {
      restocks: judged.filter(({ why }) => why === null).map(({ restock }) => restock),
      refused: judged.flatMap(({ restock: { id }, why }) => (why === null ? [] : [{ id, reason: why.sentence }])),
      isAll: found.length <= most,
    };
  }

  async function find(name: string): Promise<BulkRetry> {
    const bulk = await findBulkRetry(db, name);
    if (!bulk) throw new Refusal('unknown-retry', `There is no retry named ${name}.`);
    return bulk;
  }

  return {
    preview,
    find,
    list: (page: Parameters<typeof listBulkRetries>[1]) => listBulkRetries(db, page),

    /**
     * Retries exactly those that fit the filter now, in the background and no faster than asked for. The same name again
     * is the same retry: nothing new is added to it.
     */
    async start(asked: Asker & { name: string; filter: RestockFilter; perSecond: number }): Promise<BulkRetry> {
      const { restocks, refused } = await preview(asked.filter);
      await insertBulkRetry(db, asked, [
        ...restocks.map(({ id }) => ({ id, refusal: null })),
        ...refused.map(({ id, reason }) => ({ id, refusal: reason })),
      ]);
      try {
        await control.startBulkRetry(asked.name);
      } catch (error) {
        logger.warn(
          { name: asked.name, error: firstLine(error) },
          'retry of many not started now; the sweep will start it',
        );
      }
      return find(asked.name);
    },

    /** Starts those whose start got lost. */
    async resume(): Promise<void> {
      for (const name of await unfinishedBulkRetries(db, new Date(Date.now() - grace)))
        await control.startBulkRetry(name);
    },

    /** Retries the next of them; safe to do again at any point, for each restock's own record says whether it was. */
    async retrySome(name: string, onProgress: Progress): Promise<BulkRetryProgress> {
      const { perSecond, actor, reason } = await find(name);
      for (const restockId of await nextItems(db, name, chunk)) {
        const began = Date.now();
        await retryItem(name, restockId, { actor, reason });
        onProgress(await progressOf(name));
        await waitUntil(began + 1000 / perSecond);
      }
      const progress = await progressOf(name);
      if (progress.waiting === 0) await finishBulkRetry(db, name);
      return progress;
    },
  };

  async function retryItem(name: string, restockId: string, asker: Asker): Promise<void> {
    if (await wasRetried(name, restockId)) {
      return settleItem(db, name, restockId, 'retried', 'It was retried before a worker died.');
    }
    try {
      const { action, repeated } = await retry(restockId, asker, name);
      const message = repeated ? `Retried already by ${action.actor}.` : (action.message ?? '');
      await settleItem(db, name, restockId, 'retried', message);
    } catch (error) {
      // What is away comes back: the activity fails, and goes on here later.
      if (!(error instanceof Refusal) || error.code === 'temporal-away') throw error;
      const { coded } = error.facts as { coded?: Pick<Denial, 'code'> };
      const outcome = coded && isNeedless(coded) ? 'skipped' : 'refused';
      await settleItem(db, name, restockId, outcome, error.message);
    }
  }

  /** A worker that died may have retried it, and not noted that. */
  async function wasRetried(name: string, restockId: string): Promise<boolean> {
    const action = await findBulkAction(db, name, restockId);
    if (!action || action.outcome === 'failed') return false;
    if (action.outcome === 'done') return true;
    if (action.runId === null) return false;
    const run = await control.latestRun(restockId, action.runId);
    if (!run?.resetRunId) return false;
    await finishAction(db, action, 'done', 'It goes on from where it failed, in a new run.', run.resetRunId);
    return true;
  }

  async function progressOf(name: string): Promise<BulkRetryProgress> {
    const { retried, skipped, refusedCount, waiting } = await find(name);
    return { retried, skipped, refused: refusedCount, waiting };
  }
}

/** Until it comes to it, what passes by itself has passed. */
function lastingReason(restock: Restock): Denial | null {
  const why = whyNoRetry(restock);
  return why !== null && isPassing(why) ? null : why;
}
