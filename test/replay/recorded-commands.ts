import type proto from '@temporalio/proto';
import { CommandList, decode, describeFailure, type Commands } from './commands.ts';

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/** What the workflow of a history asked of Temporal. */
export function recordedCommands(events: HistoryEvent[]): Commands {
  const list = new CommandList();
  const ownQueue = events[0]?.workflowExecutionStartedEventAttributes?.taskQueue?.name;
  for (const event of events) add(list, event, ownQueue);
  return list.commands;
}

function add(list: CommandList, event: HistoryEvent, ownQueue: unknown): void {
  const activity = event.activityTaskScheduledEventAttributes;
  if (activity) {
    const { activityId, activityType, taskQueue, input } = activity;
    const queue = taskQueue?.name === ownQueue ? 'own' : taskQueue?.name;
    list.activity(activityId, activityType?.name, { queue, input: decode(input?.payloads) }, activity);
  }
  const timer = event.timerStartedEventAttributes;
  if (timer) list.timer(timer.timerId, timer.startToFireTimeout);
  const attributes = event.upsertWorkflowSearchAttributesEventAttributes;
  if (attributes) list.searchAttributes(attributes.searchAttributes?.indexedFields);
  const update = event.workflowExecutionUpdateCompletedEventAttributes?.outcome;
  if (update?.success) list.update({ completed: decode(update.success.payloads) });
  if (update?.failure) list.update({ rejected: describeFailure(update.failure) });

  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) list.end({ completed: decode(completed.result?.payloads) });
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) list.end({ failed: describeFailure(failed.failure) });
  if (event.workflowExecutionCanceledEventAttributes) list.end({ cancelled: true });
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  if (continued) list.end({ continuedAs: continued.workflowType?.name, input: decode(continued.input?.payloads) });
}
