import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { resetPointOf } from '../../src/restocking/repair/reset-point.ts';

const { EventType } = proto.temporal.api.enums.v1;
type Event = proto.temporal.api.history.v1.IHistoryEvent;

const began = 1_000_000;
const hour = 3_600_000;
const number = (value: number) => value as unknown as NonNullable<Event['eventId']>;

const started = (continued?: string): Event => ({
  eventId: number(1),
  eventTime: { seconds: number(began / 1000) },
  workflowExecutionStartedEventAttributes: { continuedExecutionRunId: continued ?? '' },
});
const task = (eventId: number): Event => ({
  eventId: number(eventId),
  eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
});
const scheduled = (eventId: number, name: string, after: number): Event => ({
  eventId: number(eventId),
  activityTaskScheduledEventAttributes: { activityType: { name }, workflowTaskCompletedEventId: number(after) },
});
const failed = (eventId: number, of: number): Event => ({
  eventId: number(eventId),
  activityTaskFailedEventAttributes: { scheduledEventId: number(of) },
});

const twoRounds = [
  task(4),
  scheduled(5, 'placeFactoryOrder', 4),
  failed(6, 5),
  task(9),
  scheduled(10, 'raiseAttention', 9),
  task(14),
  scheduled(15, 'placeFactoryOrder', 14),
  failed(16, 15),
  task(19),
  scheduled(20, 'recordFailure', 19),
];

describe('the point to which a failed restock is reset', () => {
  it('is just before the latest order, where that failed and there is time left to try it', () => {
    expect(resetPointOf({ events: [started(), ...twoRounds] }, hour, began + 1_000)).toEqual({ eventId: 14 });
  });

  it('is the beginning, where its time to order is up', () => {
    expect(resetPointOf({ events: [started(), ...twoRounds] }, hour, began + hour)).toEqual({ eventId: 4 });
  });

  it('is the beginning, where the order went well and the goods did not come', () => {
    const events = [started(), task(4), scheduled(5, 'placeFactoryOrder', 4), task(9)];
    expect(resetPointOf({ events }, hour, began + 1_000)).toEqual({ eventId: 4 });
  });

  it('is none, where the run was continued from another or never worked: it is started anew', () => {
    expect(resetPointOf({ events: [started('run-1'), ...twoRounds] }, hour, began)).toBe('start-anew');
    expect(resetPointOf({ events: [started()] }, hour, began)).toBe('start-anew');
  });
});
