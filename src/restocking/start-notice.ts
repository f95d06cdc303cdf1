import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { AttentionNoticeWorkflow } from '../workflows/attention-notice-workflow.ts';
import { attentionNoticeWorkflowType, type AttentionNotice } from '../workflows/restock-contract.ts';
import { restockTaskQueue } from './restock-ids.ts';

/**
 * Starts the workflow that sends a notice, under the notice's id: one that was started before is left alone.
 *
 * @param deadline milliseconds that one call may take
 */
export function createStartNotice(client: Client, deadline: number) {
  return async (notice: AttentionNotice): Promise<void> => {
    try {
      await client.withDeadline(Date.now() + deadline, () =>
        client.workflow.start<typeof AttentionNoticeWorkflow>(attentionNoticeWorkflowType, {
          workflowId: notice.id,
          taskQueue: restockTaskQueue,
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          args: [notice],
          staticSummary: `${notice.reason} of ${notice.restockId} was ${notice.kind}`,
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}
