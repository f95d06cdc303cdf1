import { randomUUID } from 'node:crypto';
import type { WorkflowExecutionStatusName } from '@temporalio/client';
import proto from '@temporalio/proto';
import { expect } from 'vitest';
import { listMovements } from '../../src/inventory/ledger.ts';
import { addUp, donut, onHandOf } from './donuts.ts';
import { restockId, type RestockUnderTest } from './restock-under-test.ts';

const { EventType, ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

/** What happened after the reset point and is not to happen again in the new run; the rest is applied again. */
type Exclude = 'SIGNAL';

/** Where a workflow can be reset to. */
type ResetPoint = { runId: string; eventId: NonNullable<proto.temporal.api.history.v1.IHistoryEvent['eventId']> };

/** The ends of a workflow task; the server takes its start only where it was written apart from its end. */
const resettable = new Set([
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
]);

/** How often each point is reset in each way: first the run of which it is one, then the run that came of that. */
const times = [1, 2];

/** Every resettable event of the restock's latest run and of the runs that it was continued from, the latest first. */
export async function resetPoints(the: RestockUnderTest): Promise<ResetPoint[]> {
  const points: ResetPoint[] = [];
  let runId: string | null | undefined = (await the.handle().describe()).runId;
  while (runId) {
    const run: string = runId;
    const { events } = await the.handle().client.getHandle(restockId, run).fetchHistory();
    for (const { eventId, eventType } of events ?? []) {
      if (eventId && eventType && resettable.has(eventType)) points.push({ runId: run, eventId });
    }
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  }
  return points;
}

/**
 * Resets the restock at every point, twice, in each way: with what was told it applied again, and without. After each
 * reset it lets the new run come to rest and looks. Answers the number of resets.
 *
 * @param ends what the new run may come to; RUNNING where it may wait again
 * @param excludes the ways to reset: what is not applied again
 */
export async function resetEverywhere(
  the: RestockUnderTest,
  points: ResetPoint[],
  ends: WorkflowExecutionStatusName[],
  look: (which: string) => Promise<void>,
  excludes: Exclude[][] = [[], ['SIGNAL']],
): Promise<number> {
  let resets = 0;
  for (const point of points) {
    for (const exclude of excludes) {
      let { runId } = point;
      for (const time of times) {
        const which = `reset ${time} at event ${String(point.eventId)} without [${exclude.join()}] of ${runId}`;
        runId = await resetAt(the, { ...point, runId }, exclude);
        await comeToRest(the, ends, which);
        await look(which);
        resets += 1;
      }
    }
  }
  return resets;
}

/** Answers the id of the new run. */
async function resetAt(the: RestockUnderTest, { runId, eventId }: ResetPoint, exclude: Exclude[]): Promise<string> {
  const reset = await the.handle().client.workflowService.resetWorkflowExecution({
    namespace: the.handle().client.options.namespace,
    workflowExecution: { workflowId: restockId, runId },
    workflowTaskFinishEventId: eventId,
    requestId: randomUUID(),
    reason: 'a test',
    resetReapplyExcludeTypes: exclude.map((type) => ResetReapplyExcludeType[`RESET_REAPPLY_EXCLUDE_TYPE_${type}`]),
  });
  return reset.runId;
}

/** Until the newest run has ended, or nothing but a timer or somebody outside can wake it. */
export async function comeToRest(
  the: RestockUnderTest,
  ends: WorkflowExecutionStatusName[],
  which: string,
  id = restockId,
): Promise<void> {
  const whereItStands = async () => {
    const { status, raw } = await the.handle().client.getHandle(id).describe();
    return raw.pendingWorkflowTask || raw.pendingActivities?.length ? 'at work' : status.name;
  };
  await expect.poll(whereItStands, { message: which }).toSatisfy((name) => ends.some((end) => end === name));
}

/** What no reset may change, after a sweep has repaired what it can: shelf, ledger, what the factory took, and where the restock stands. */
export async function facts(the: RestockUnderTest) {
  const { differences } = await the.sweep();
  const { state, delivered } = await the.row();
  const movements = await listMovements(the.db, donut, { before: null, limit: 1_000 });
  const orders = await the.shop.factory.orders();
  return {
    state,
    counted: delivered,
    ledger: await addUp(the.db),
    onShelf: await onHandOf(the.db),
    bookings: movements.filter(({ kind }) => kind === 'delivery').length,
    accepted: orders.reduce((sum, order) => sum + order.accepted, 0),
    differences,
  };
}
