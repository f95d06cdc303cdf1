import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;

type History = proto.temporal.api.history.v1.IHistory;

/** The end of the workflow task to which a reset goes back, or that no reset of this run would help. */
export type ResetPoint = { eventId: number } | 'start-anew';

/**
 * Where to go on with a restock that gave up: just before its latest order, if it was that which failed and there is time
 * left to try it; else at the beginning, where its deadlines begin anew. Harmless in any case, for every effect has a key.
 * A run that was continued from an earlier one took its deadlines over with its input, so only a new start renews them.
 */
export function resetPointOf({ events }: History, giveUpAfter: number, now: number): ResetPoint {
  const all = events ?? [];
  const first = all.find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
  const started = all[0]?.workflowExecutionStartedEventAttributes;
  const failed = failedOrder(all);
  const began = Number(all[0]?.eventTime?.seconds ?? 0) * 1000;
  if (started?.continuedExecutionRunId) return 'start-anew';
  if (failed !== null && now < began + giveUpAfter) return { eventId: failed };
  return first?.eventId ? { eventId: Number(first.eventId) } : 'start-anew';
}

/** The workflow task that scheduled the latest order, where that order failed. */
function failedOrder(events: NonNullable<History['events']>): number | null {
  const order = events.findLast(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'placeFactoryOrder',
  );
  const hasFailed = events.some(({ activityTaskFailedEventAttributes, activityTaskTimedOutEventAttributes }) => {
    const end = activityTaskFailedEventAttributes ?? activityTaskTimedOutEventAttributes;
    return end && order?.eventId && String(end.scheduledEventId) === String(order.eventId);
  });
  const task = order?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  return hasFailed && task ? Number(task) : null;
}
