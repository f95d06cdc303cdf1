import { Context } from '@temporalio/activity';
import { sweep, type SweepReport } from '../restocking/sweep.ts';
import type { ActivityDeps } from './index.ts';

/** One pass of the sweep; a heartbeat after each restock that it looks at. */
export function createSweepRestocks({ db, workflows, logger }: ActivityDeps) {
  return async function sweepRestocks(): Promise<SweepReport> {
    const context = Context.current();
    const report = await sweep({ db, workflows, onProgress: () => context.heartbeat() });
    const { differences, ...repairs } = report;
    if (Object.values(repairs).some((count) => count > 0)) logger.info(repairs, 'the sweep repaired something');
    for (const difference of differences) {
      logger.error(difference, 'stock and ledger differ: count the shelf, then adjust the stock');
    }
    return report;
  };
}
