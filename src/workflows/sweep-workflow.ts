import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { SweepReport } from '../restocking/sweep.ts';

const { sweepRestocks } = proxyActivities<Activities>({
  summary: 'Repair what got lost on the way',
  // Long enough to start ten thousand restocks anew. The next run of the schedule repeats what this one could not do.
  startToCloseTimeout: 600_000,
  heartbeatTimeout: 10_000,
  retry: { maximumAttempts: 2 },
});

/** One pass of the sweep, started by the schedule. */
export function SweepWorkflow(): Promise<SweepReport> {
  return sweepRestocks();
}
