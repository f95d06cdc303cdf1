/** The workflow bundle: every exported function is a workflow type. */
export { RestockWorkflow } from './restock-workflow.ts';
export { SweepWorkflow } from './sweep-workflow.ts';
