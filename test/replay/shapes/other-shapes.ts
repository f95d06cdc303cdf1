import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { bundleFile, root } from '../../../scripts/launcher/settings.ts';
import { createSendAttentionNotice } from '../../../src/activities/send-attention-notice.ts';
import { insertBulkRetry } from '../../../src/restocking/repair/bulk-retry-store.ts';
import { restockTaskQueue } from '../../../src/restocking/restock-ids.ts';
import { createStartNotice } from '../../../src/restocking/start-notice.ts';
import { sweepWorkflowType, type AttentionNotice } from '../../../src/workflows/restock-contract.ts';
import { donut, factoryId } from '../../support/donuts.ts';
import { recorder, restockId, type Scene, type Shape } from './shape.ts';

/** The workflows that are not a restock's. */
export const otherShapes: Record<string, Shape> = {
  'bulk-retry': {
    faults: [{ name: 'refuse' }],
    meanwhile: async ({ shop, untilStatus }) => {
      await untilStatus('FAILED');
      await shop.factory.setFaults([]);
      await shop.repair.many.start({ ...recorder, name: 'recorded', filter: {}, perSecond: 100 });
    },
    workflowId: 'bulk-retry-recorded',
  },
  'bulk-retry-continued': {
    isEmpty: true,
    meanwhile: async ({ shop, db, handle }) => {
      await shop.startWorkers();
      // Nobody knows these restocks, so each is refused at once; 50 are done in one activity.
      const items = Array.from({ length: 600 }, (_, number) => ({ id: `unknown-${number}`, refusal: null }));
      await insertBulkRetry(db, { ...recorder, name: 'recorded', filter: {}, perSecond: 100_000 }, items);
      await shop.control.startBulkRetry('recorded');
      return (await handle('bulk-retry-recorded').describe()).runId;
    },
    workflowId: 'bulk-retry-recorded',
  },
  sweep: {
    isEmpty: true,
    meanwhile: async ({ shop, temporal }) => {
      await shop.startWorkers();
      const start = { workflowId: 'restock-sweep-recorded', taskQueue: restockTaskQueue };
      await temporal.client.workflow.start(sweepWorkflowType, start);
    },
    workflowId: 'restock-sweep-recorded',
  },
  'notice-raised': notice('raised'),
  'notice-cleared-heard-late': notice('cleared', 503),
  'notice-unwanted': notice('raised', 410),
};

/** @param statuses what the receiver answers before it answers 204 */
function notice(kind: AttentionNotice['kind'], ...statuses: number[]): Shape {
  const id = `attention-1-1767225600000-${kind}`;
  const told: AttentionNotice = {
    id,
    kind,
    restockId,
    sku: donut,
    factoryId,
    state: kind === 'raised' ? 'failed' : 'delivered',
    reason: 'factory_rejected',
    error: 'FF-500293 answered 422 Unprocessable Entity.',
    sentence: 'Waiting for a person.',
    raisedAt: '2026-01-01T00:00:00.000Z',
    clearedAt: kind === 'raised' ? null : '2026-01-01T01:00:00.000Z',
  };
  return { isEmpty: true, workflowId: id, meanwhile: (scene) => send(scene, told, statuses) };
}

async function send({ temporal, handle }: Scene, told: AttentionNotice, statuses: number[]): Promise<void> {
  const receiver = createServer((_, response) => response.writeHead(statuses.shift() ?? 204).end());
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: restockTaskQueue,
    workflowBundle: { codePath: join(root, bundleFile) },
    activities: {
      sendAttentionNotice: createSendAttentionNotice({
        url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
        secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        publicUrl: 'http://127.0.0.1:3000',
        uiUrl: 'http://127.0.0.1:8233',
        namespace: 'default',
      }),
    },
  });
  await worker.runUntil(async () => {
    await createStartNotice(temporal.client, 10_000)(told);
    await handle(told.id)
      .result()
      .catch(() => undefined);
  });
  receiver.close();
}
