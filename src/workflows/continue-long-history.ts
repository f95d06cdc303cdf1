import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { RestockWorkflow } from './restock-workflow.ts';
import type { RestockInput } from './restock-contract.ts';

/**
 * Goes on in a new run of the same workflow id where the history has grown so long that Temporal would end it. Call it
 * where nothing is under way: what was ordered and delivered is on record, and the new run asks for it.
 */
export async function continueLongHistory(input: RestockInput): Promise<void> {
  if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof RestockWorkflow>(input);
}
