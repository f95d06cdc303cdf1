/** The workflow bundle: every exported function is a workflow type. */
export { AttentionNoticeWorkflow } from './attention-notice-workflow.ts';
export { BulkRetryWorkflow } from './bulk-retry-workflow.ts';
export { RestockWorkflow } from './restock-workflow.ts';
export { SweepWorkflow } from './sweep-workflow.ts';
