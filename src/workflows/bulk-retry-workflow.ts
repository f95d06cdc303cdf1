import { continueAsNew, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { BulkRetryInput, BulkRetryProgress } from './restock-contract.ts';

const { retrySomeRestocks } = proxyActivities<Activities>({
  summary: 'Retry the next restocks',
  // Some dozens of restocks at the rate that was asked for, one a second at the slowest.
  startToCloseTimeout: 300_000,
  // Tells soon that a worker died; the next one goes on with what is not done yet.
  heartbeatTimeout: 5_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 30_000 },
});

/** Retries the restocks on the list of that name one after the other; the list and what came of each is in the database. */
export async function BulkRetryWorkflow(input: BulkRetryInput): Promise<BulkRetryProgress> {
  for (;;) {
    const progress = await retrySomeRestocks(input);
    // Histories from before some were skipped do not tell how many.
    const { retried, skipped = 0, refused, waiting } = progress;
    setCurrentDetails(
      `${retried} restocks retried, ${skipped} needed it no more, ${refused} could not be, ${waiting} to go.`,
    );
    if (waiting === 0) return progress;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof BulkRetryWorkflow>(input);
  }
}
