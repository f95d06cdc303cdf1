import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { handOverNotices } from '../../src/restocking/attention-notices.ts';
import { attentionsOf } from '../../src/restocking/restock-attention.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { raiseAttention, recordOrder } from '../../src/restocking/restock-transitions.ts';
import type { AttentionNotice } from '../../src/workflows/restock-contract.ts';
import { describeDatabase } from '../support/databases.ts';
import { donut, quickTiming, stockDonuts } from '../support/donuts.ts';
import { openMonitoredShop } from '../support/monitored-shop.ts';
import { openNamespace } from '../support/namespace.ts';
import { temporalCli } from '../support/temporal.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const id = `restock-${donut}-1`;

describeDatabase('the webhook of attentions', (open) => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  /** Answers the given statuses in turn, then 204, and keeps what it was told. */
  async function startReceiver(...statuses: number[]) {
    const told: { id: string; body: string; type: string; data: Record<string, unknown> }[] = [];
    const webhook = new Webhook(secret);
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        const message = webhook.verify(body, headers) as { type: string; data: Record<string, unknown> };
        told.push({ id: headers['webhook-id']!, body, ...message });
        response.writeHead(statuses.shift() ?? 204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => server.close());
    return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
  }

  it('tells that a restock asks for a person and that it no longer does, each until it is heard', async () => {
    const database = await open();
    const temporal = await openNamespace();
    closing.push(() => temporal.teardown());
    const shop = await openMonitoredShop(database, temporal);
    closing.push(() => shop.close());
    const receiver = await startReceiver(500);
    await shop.startApi();
    await shop.startWorker({ ATTENTION_WEBHOOK_URL: receiver.url, ATTENTION_WEBHOOK_SECRET: secret });
    await shop.factory.setFaults([{ name: 'refuse' }]);
    await shop.stock(donut);
    expect(await shop.buy()).toBe(201);

    await expect.poll(() => receiver.told.length, { timeout: 30_000 }).toBe(2);
    const [first, again] = receiver.told;
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      type: 'restock.attention.raised',
      data: {
        restock: { id, sku: donut, state: 'failed' },
        reason: 'factory_rejected',
        clearedAt: null,
        links: {
          restock: `${shop.apiUrl}/v1/restocks/${id}`,
          temporal: `http://127.0.0.1:8233/namespaces/${temporal.namespace}/workflows/${id}`,
        },
      },
    });
    expect(first?.data['sentence']).toContain('Waiting for a person');

    await shop.factory.setFaults([]);
    await temporalCli(temporal, 'workflow', 'reset', '-w', id, '-t', 'FirstWorkflowTask', '--reason', 'a test');
    await expect.poll(() => receiver.told.length, { timeout: 30_000 }).toBe(3);
    expect(receiver.told[2]).toMatchObject({ type: 'restock.attention.cleared', data: { reason: 'factory_rejected' } });
    expect(receiver.told[2]?.id).not.toBe(first?.id);
  }, 90_000);

  async function openTrouble() {
    const { db } = await open();
    await stockDonuts(db, 1);
    const cause = { kind: 'person', detail: 'a test' } as const;
    await db.transaction((trx) => requestRestock(trx, donut, { cause, timing: quickTiming }));
    await raiseAttention(db, id, 'factory_unavailable', 'It is down.');
    return db;
  }

  it('is handed a notice again, under the same id, when nobody knows whether it was handed over', async () => {
    const db = await openTrouble();
    const handed: AttentionNotice[] = [];
    let isAway = true;
    const start = (notice: AttentionNotice) => {
      handed.push(notice);
      return isAway ? Promise.reject(new Error('Temporal is away')) : Promise.resolve();
    };
    await expect(handOverNotices({ db, start })).rejects.toThrow('away');
    isAway = false;
    expect(await handOverNotices({ db, start })).toBe(1);
    expect(await handOverNotices({ db, start })).toBe(0);
    await recordOrder(db, id, 'accepted');
    expect(await handOverNotices({ db, start })).toBe(1);
    expect(await handOverNotices({ db, start })).toBe(0);
    const [first, second, third] = handed;
    const [raised] = await attentionsOf(db, id);
    const raisedAt = raised?.raisedAt.toISOString();
    expect(first).toMatchObject({ kind: 'raised', raisedAt, clearedAt: null });
    expect(second).toEqual(first);
    const clearedAt = raised?.clearedAt?.toISOString();
    expect(third).toMatchObject({ kind: 'cleared', reason: 'factory_unavailable', raisedAt, clearedAt });
    expect(third?.id).not.toBe(first?.id);
  });

  it('is not told, when it is there at last, of what happened before', async () => {
    const db = await openTrouble();
    await handOverNotices({ db, start: null });
    const start = () => Promise.reject(new Error('This is old.'));
    expect(await handOverNotices({ db, start })).toBe(0);
  });
});
