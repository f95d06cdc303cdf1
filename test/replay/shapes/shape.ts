import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowExecutionStatusName } from '@temporalio/client';
import type { TestTemporal } from '../../support/temporal.ts';
import type { Database } from '../../../src/db/database.ts';
import type { FaultSet } from '../../../src/simulator/faults.ts';
import { retryNowUpdate, type RestockTiming } from '../../../src/workflows/restock-contract.ts';
import { donut } from '../../support/donuts.ts';
import type { Shop } from '../../support/shop.ts';

export const restockId = `restock-${donut}-1`;
export const recorder = { actor: 'recorder', reason: 'to record it' };
export const farAway = 3_600_000;
export const down: Shape['faults'] = [{ name: 'down' }];

/** How to bring a workflow to take a certain course. */
export type Shape = {
  timing?: Partial<RestockTiming>;
  /** Of the simulated factory, in milliseconds. */
  leadTime?: number;
  /** What the shop expects of it. */
  leadTimeSeconds?: number;
  faults?: FaultSet['faults'];
  /** No worker starts by itself and nothing is sold. */
  isEmpty?: true;
  /** After the sale, before workers start. */
  before?: (scene: Scene) => Promise<unknown>;
  /** While workers work. May return an earlier run to record too: it gets the shape's name, the latest run `<name>-then`. */
  meanwhile?: (scene: Scene) => Promise<unknown>;
  /** Of the workflow to record; by default the restock's. */
  workflowId?: string;
};

export type Scene = ReturnType<typeof createScene>;

/** What the recipes of shapes do to a restock. */
export function createScene(shop: Shop, db: Database, temporal: TestTemporal) {
  const handle = (id = restockId) => temporal.client.workflow.getHandle(id);
  const until = async (isSo: () => Promise<boolean>) => {
    const end = Date.now() + 120_000;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`It never came to be: ${isSo.toString()}`);
      await delay(20);
    }
  };
  const describe = () => handle().describe();
  return {
    shop,
    db,
    temporal,
    handle,
    until,
    untilRow: (column: string, value: unknown) =>
      until(async () => (await db('restocks').select(column).first())?.[column] === value),
    /** Until its row has anything there. */
    untilSet: (column: string) => until(async () => Boolean((await db('restocks').select(column).first())?.[column])),
    untilStatus: (status: WorkflowExecutionStatusName) => until(async () => (await describe()).status.name === status),
    /** Until nothing but a timer or somebody outside can wake it. */
    rest: () =>
      until(async () => {
        const { raw } = await describe();
        return !raw.pendingWorkflowTask && !raw.pendingActivities?.length;
      }),
    runId: async () => (await describe()).runId,
    /** As soon as there is a pause to cut short. */
    retryNow: () =>
      until(() =>
        handle()
          .executeUpdate(retryNowUpdate)
          .catch(() => false),
      ),
  };
}
