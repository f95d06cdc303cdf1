import { Context } from '@temporalio/activity';
import { showChanges } from '../restocking/show-changes.ts';
import { handOverNotices } from '../restocking/attention-notices.ts';
import { sweep, type SweepReport } from '../restocking/sweep.ts';
import type { ActivityDeps } from './index.ts';

/** One pass of the sweep; a heartbeat after each restock that it looks at. */
export function createSweepRestocks({ db, workflows, factories, repair, logger, metrics, notices }: ActivityDeps) {
  return async function sweepRestocks(): Promise<SweepReport> {
    const context = Context.current();
    const report = await sweep({
      db,
      workflows,
      factoryIds: factories,
      onProgress: () => context.heartbeat(),
      onBooked: metrics?.delivered,
    });
    await repair.many.resume();
    await handOverNotices({ db, start: notices?.start ?? null });
    const { differences, failures, ...repaired } = report;
    const repairs = { ...repaired, shownAgain: await showChanges(db, workflows) };
    metrics?.swept({ repairs, failures: failures.length, differences: differences.length });
    if (Object.values(repairs).some((count) => count > 0)) logger.info(repairs, 'the sweep repaired something');
    if (failures.length > 0)
      logger.warn({ failures }, 'the sweep could not repair everything; the next one tries again');
    for (const difference of differences) {
      logger.error(difference, 'stock and ledger differ: count the shelf, then adjust the stock');
    }
    return report;
  };
}
