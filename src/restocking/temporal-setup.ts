import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
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
 * @param sweepInterval milliseconds
 */
export async function setUpTemporal(client: Client, sweepInterval: number): Promise<void> {
  await registerSearchAttributes(client);
  await createSweepSchedule(client, sweepInterval);
}

/** @throws where the server leaves this to its administrators, as Temporal Cloud does, and one is missing */
async function registerSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => customAttributes[name] === undefined);
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, indexedValueTypes[type]])),
  });
}

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
