import { isGrpcServiceError, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { sweepWorkflowType } from '../workflows/restock-contract.ts';
import { restockTaskQueue, sweepScheduleId } from './restock-ids.ts';
import { searchAttributes } from './search-attributes.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const indexedValueTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
} as const;

/**
 * Makes what restocks need in Temporal: the search attributes and the sweep's schedule. Harmless when they are there,
 * so a worker does it at its start and now and then: a Temporal that lost its data has lost these too.
 *
 * Answers whether the search attributes could be seen to: a server that leaves them to its administrators, as Temporal
 * Cloud does, says neither whether they are there nor lets us make them.
 *
 * @param sweepInterval milliseconds
 */
export async function setUpTemporal(client: Client, sweepInterval: number): Promise<{ searchAttributes: boolean }> {
  const searchAttributes = await registerSearchAttributes(client);
  await createSweepSchedule(client, sweepInterval);
  return { searchAttributes };
}

/** Makes the search attributes that the namespace lacks; false where that is left to its administrators. */
export async function registerSearchAttributes(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.values(searchAttributes).filter(({ name }) => customAttributes[name] === undefined);
    if (missing.length > 0) {
      await operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, indexedValueTypes[type]])),
      });
    }
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && leftToOthers.has(error.code)) return false;
    throw error;
  }
}

/** gRPC's PERMISSION_DENIED and UNIMPLEMENTED. */
const leftToOthers = new Set<number>([7, 12]);

async function createSweepSchedule(client: Client, interval: number): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: sweepScheduleId,
      spec: { intervals: [{ every: interval }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: interval },
      action: {
        type: 'startWorkflow',
        workflowType: sweepWorkflowType,
        workflowId: sweepScheduleId,
        taskQueue: restockTaskQueue,
        args: [],
        // The next pass does what this one could not.
        workflowExecutionTimeout: 900_000,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await keepInterval(client, interval);
  }
}

async function keepInterval(client: Client, interval: number): Promise<void> {
  const handle = client.schedule.getHandle(sweepScheduleId);
  const { spec } = await handle.describe();
  if (spec.intervals?.length === 1 && spec.intervals[0]?.every === interval) return;
  await handle.update((schedule) => ({ ...schedule, spec: { intervals: [{ every: interval }] } }));
}
