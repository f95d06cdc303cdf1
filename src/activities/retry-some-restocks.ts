import { Context } from '@temporalio/activity';
import type { BulkRetryInput, BulkRetryProgress } from '../workflows/restock-contract.ts';
import { withHeartbeats } from './heartbeats.ts';
import type { ActivityDeps } from './index.ts';

/** Retries the next restocks of a retry of many. */
export function createRetrySomeRestocks({ repair }: ActivityDeps) {
  return ({ name }: BulkRetryInput): Promise<BulkRetryProgress> =>
    withHeartbeats(() => repair.many.retrySome(name, (progress) => Context.current().heartbeat(progress)));
}
