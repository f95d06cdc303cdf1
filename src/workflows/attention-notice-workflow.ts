import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { AttentionNotice } from './restock-contract.ts';

const { sendAttentionNotice } = proxyActivities<Activities>({
  summary: 'Tell the webhook',
  startToCloseTimeout: 30_000,
  // As long as Standard Webhooks says that a sender should go on.
  scheduleToCloseTimeout: 75 * 3_600_000,
  retry: { initialInterval: 5_000, backoffCoefficient: 3, maximumInterval: 4 * 3_600_000 },
});

/** Tells whoever wants to know that a restock asks for a person, or no longer does. */
export function AttentionNoticeWorkflow(notice: AttentionNotice): Promise<void> {
  return sendAttentionNotice(notice);
}
