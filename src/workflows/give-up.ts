import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { activitiesFor } from './activity-options.ts';
import { isOver, type Attention, type RestockInput, type RestockResult } from './restock-contract.ts';
import { showStatus } from './restock-status.ts';
import { troubles } from './troubles.ts';

/**
 * Parks the restock: marks its row and fails the workflow, which is the dead letter. Answers only where the restock turns
 * out to be over: a workflow that was reset to before its delivery or cancellation may not have been told of that.
 *
 * @param step the activity or wait that could not be done; part of the failure's details
 */
export async function giveUp(
  input: RestockInput,
  attention: Attention,
  step: string,
  error: string,
): Promise<RestockResult> {
  const { state, delivered, shown } = await activitiesFor(input).recordFailure({
    restockId: input.restockId,
    attention,
    error,
  });
  if (isOver(state)) return { state, delivered, shown };
  showStatus(shown, { state, attention });
  throw ApplicationFailure.create({ type: attention, message: error, nonRetryable: true, details: [{ step }] });
}

/** Why an activity failed, in one sentence for a person. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) {
    return cause.timeoutType === 'HEARTBEAT' ? troubles['worker-stopped'] : troubles['no-answer'];
  }
  return cause instanceof Error ? cause.message : String(cause);
}
