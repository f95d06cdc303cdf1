import type proto from '@temporalio/proto';
import { CommandList, decode, describeFailure, type Commands } from './commands.ts';

export type WorkflowCommand = proto.coresdk.workflow_commands.WorkflowCommand;

/**
 * What the workflow code asked of Temporal in a replay.
 *
 * @param activations the commands of each activation
 * @param ownQueue task queue of the worker that replays
 * @throws {Error} for a kind of command that is not compared yet
 */
export function issuedCommands(activations: WorkflowCommand[][], ownQueue: string): Commands {
  const list = new CommandList();
  for (const activation of activations) {
    // Temporal never hears of a timer that ends in the activation in which it began.
    const ended = new Set(activation.map(({ cancelTimer }) => cancelTimer?.seq));
    for (const command of activation) {
      if (!command.startTimer || !ended.has(command.startTimer.seq)) add(list, command, ownQueue);
    }
  }
  return list.commands;
}

/** They only name a command that is compared: Temporal's own replay compares all that there is of them. */
const comparedElsewhere: unknown[] = ['cancelTimer', 'requestCancelActivity', 'setPatchMarker'];

function add(list: CommandList, command: WorkflowCommand, ownQueue: string): void {
  const { scheduleActivity, startTimer, upsertWorkflowSearchAttributes, updateResponse } = command;
  const { completeWorkflowExecution, failWorkflowExecution, continueAsNewWorkflowExecution } = command;
  if (scheduleActivity) {
    const { activityId, activityType, taskQueue, arguments: input, ...limits } = scheduleActivity;
    const queue = taskQueue === ownQueue ? 'own' : taskQueue;
    list.activity(activityId, activityType, { queue, input: decode(input) }, limits);
  } else if (startTimer) {
    list.timer(startTimer.seq, startTimer.startToFireTimeout);
  } else if (upsertWorkflowSearchAttributes) {
    list.searchAttributes(upsertWorkflowSearchAttributes.searchAttributes?.indexedFields);
  } else if (updateResponse) {
    const { completed, rejected } = updateResponse;
    if (completed) list.update({ completed: decode([completed]) });
    if (rejected) list.update({ rejected: describeFailure(rejected) });
  } else if (completeWorkflowExecution) {
    const { result } = completeWorkflowExecution;
    list.end({ completed: decode(result ? [result] : []) });
  } else if (failWorkflowExecution) {
    list.end({ failed: describeFailure(failWorkflowExecution.failure) });
  } else if (command.cancelWorkflowExecution) {
    list.end({ cancelled: true });
  } else if (continueAsNewWorkflowExecution) {
    const { workflowType, arguments: input } = continueAsNewWorkflowExecution;
    list.end({ continuedAs: workflowType, input: decode(input) });
  } else if (!comparedElsewhere.includes(command.variant)) {
    throw new Error(`The replay compares no ${command.variant} yet: teach it here and in recorded-commands.ts.`);
  }
}
