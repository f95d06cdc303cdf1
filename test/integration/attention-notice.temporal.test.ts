import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { createSendAttentionNotice } from '../../src/activities/send-attention-notice.ts';
import { restockTaskQueue } from '../../src/restocking/restock-ids.ts';
import { createStartNotice } from '../../src/restocking/start-notice.ts';
import type { AttentionNotice } from '../../src/workflows/restock-contract.ts';
import { donut, factoryId } from '../support/donuts.ts';
import { openNamespace } from '../support/namespace.ts';
import type { TestTemporal } from '../support/temporal.ts';

const restockId = `restock-${donut}-1`;
const raised: Omit<AttentionNotice, 'id'> = {
  kind: 'raised',
  restockId,
  sku: donut,
  factoryId,
  state: 'failed',
  reason: 'factory_rejected',
  error: 'The factory does not make that.',
  sentence: 'Waiting for a person.',
  raisedAt: '2026-01-01T00:00:00.000Z',
  clearedAt: null,
};
const cleared = { ...raised, kind: 'cleared', state: 'requested', clearedAt: '2026-01-01T01:00:00.000Z' } as const;

describe('a notice of an attention', () => {
  let temporal: TestTemporal;
  let worker: Worker;
  let running: Promise<void>;
  const told = new Map<string, object[]>();
  /** A receiver that answers each notice with the status in its id. */
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const id = String(request.headers['webhook-id']);
      told.set(id, [...(told.get(id) ?? []), JSON.parse(body) as object]);
      response.writeHead(Number(id.split('-').at(-1))).end();
    });
  });

  beforeAll(async () => {
    [temporal] = await Promise.all([openNamespace(), once(receiver.listen(0, '127.0.0.1'), 'listening')]);
    worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      // No thread of its own, which takes longer to start than the tests.
      debugMode: true,
      taskQueue: restockTaskQueue,
      workflowBundle: { codePath: join(root, bundleFile) },
      activities: {
        sendAttentionNotice: createSendAttentionNotice({
          url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
          secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
          publicUrl: 'http://shop.example',
          uiUrl: 'http://temporal.example',
          namespace: 'donuts & more',
        }),
      },
    });
    running = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
    await temporal.teardown();
    receiver.close();
  });

  const handleOf = (id: string) => temporal.client.workflow.getHandle(id);
  async function send(notice: Omit<AttentionNotice, 'id'>, status: number): Promise<string> {
    const id = `attention-${notice.kind}-${status}`;
    await createStartNotice(temporal.client, 10_000)({ ...notice, id });
    return id;
  }

  it.each([302, 400, 404, 429, 500, 503])('is sent again where its receiver answers %i', async (status) => {
    const id = await send(raised, status);
    const next = async () => (await handleOf(id).describe()).raw.pendingActivities?.[0];
    // Temporal has the second one ready.
    await expect
      .poll(next)
      .toMatchObject({ attempt: 2, lastFailure: { message: expect.stringContaining(`${status}`) as string } });
    expect(told.get(id)).toHaveLength(1);
    await handleOf(id).terminate();
  });

  it('is not sent again where its receiver wants no more', async () => {
    const id = await send(raised, 410);
    await expect(handleOf(id).result()).rejects.toMatchObject({ cause: { cause: { type: 'webhook_failed' } } });
    expect(told.get(id)).toHaveLength(1);
  });

  const about = { sku: donut, factoryId };
  const links = {
    restock: `http://shop.example/v1/restocks/${restockId}`,
    temporal: `http://temporal.example/namespaces/donuts%20%26%20more/workflows/${restockId}`,
  };
  const said = {
    reason: raised.reason,
    error: raised.error,
    sentence: raised.sentence,
    raisedAt: raised.raisedAt,
    links,
  };

  it('says since when a restock asks for a person, and where to look', async () => {
    const id = await send(raised, 204);
    await handleOf(id).result();
    expect(told.get(id)).toEqual([
      {
        type: 'restock.attention.raised',
        timestamp: raised.raisedAt,
        data: { ...said, restock: { id: restockId, ...about, state: 'failed' }, clearedAt: null },
      },
    ]);
  });

  it('says when a restock no longer asks for a person', async () => {
    const id = await send(cleared, 204);
    await handleOf(id).result();
    expect(told.get(id)).toEqual([
      {
        type: 'restock.attention.cleared',
        timestamp: cleared.clearedAt,
        data: { ...said, restock: { id: restockId, ...about, state: 'requested' }, clearedAt: cleared.clearedAt },
      },
    ]);
  });

  it('says that it was raised though it is cleared before it is sent', async () => {
    const id = await send({ ...raised, clearedAt: cleared.clearedAt }, 200);
    await handleOf(id).result();
    expect(told.get(id)).toMatchObject([
      { type: 'restock.attention.raised', timestamp: raised.raisedAt, data: { clearedAt: null } },
    ]);
  });
});
