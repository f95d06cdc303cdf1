import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { temporalCli } from '../../support/temporal.ts';
import { farAway, recorder, restockId, type Scene, type Shape } from './shape.ts';

const { ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

const refuse: Shape['faults'] = [{ name: 'refuse' }];

const reset = async ({ temporal, untilStatus }: Scene) => {
  await untilStatus('COMPLETED');
  await temporalCli(
    temporal,
    'workflow',
    'reset',
    '-w',
    restockId,
    '-t',
    'FirstWorkflowTask',
    '--reason',
    'to record it',
  );
};

/** Runs that came of a reset. */
export const resetShapes: Record<string, Shape> = {
  'reset-when-delivered': { meanwhile: reset },
  'retried-after-refusal': {
    faults: refuse,
    meanwhile: async ({ shop, untilStatus }) => {
      await untilStatus('FAILED');
      await shop.factory.setFaults([]);
      await shop.repair.retry(restockId, recorder);
    },
  },
  'received-after-refusal': {
    leadTime: farAway,
    faults: refuse,
    meanwhile: async ({ shop, untilStatus, untilSet }) => {
      await untilStatus('FAILED');
      await shop.repair.receive(restockId, { ...recorder, quantity: 4, deliveryId: 'a' });
      await shop.factory.setFaults([]);
      await shop.repair.retry(restockId, recorder);
      await untilSet('ordered_at');
      await shop.factory.callBack(restockId, { quantity: 6, deliveryId: 'b' });
    },
  },
  'reset-after-refusal-when-delivered': {
    faults: refuse,
    meanwhile: async (scene) => {
      await scene.untilStatus('FAILED');
      await scene.shop.repair.receive(restockId, { ...recorder, deliveryId: null });
      await resetAfterOrder(scene);
    },
  },
  'reset-overdue-when-delivered': {
    timing: { overdueGrace: 1_000 },
    leadTimeSeconds: 0,
    meanwhile: async (scene) => {
      await scene.untilStatus('COMPLETED');
      await resetAfterOrder(scene);
    },
  },
  'reset-abandoned-when-delivered': {
    timing: { overdueGrace: 1_000, abandonAfter: 1_000 },
    leadTimeSeconds: 0,
    meanwhile: async (scene) => {
      await scene.untilStatus('COMPLETED');
      await resetAfterOrder(scene);
    },
  },
};

/** To before the workflow went on from the end of its order; what it was told after that is not applied again. */
async function resetAfterOrder({ handle, temporal }: Scene): Promise<void> {
  const events = (await handle().fetchHistory()).events ?? [];
  const ended = events.findIndex(
    (event) => event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes,
  );
  const task = events.slice(ended).find((event) => event.workflowTaskCompletedEventAttributes);
  await temporal.client.workflowService.resetWorkflowExecution({
    namespace: temporal.client.options.namespace,
    workflowExecution: { workflowId: restockId },
    workflowTaskFinishEventId: task?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'to record it',
    resetReapplyExcludeTypes: [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
  });
}
