import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, otherFactoryId, stockDonuts } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';
import { startSimulator } from '../support/simulator.ts';
import { watchRefusals } from '../support/watch-refusals.ts';

const [present, next, others, nobodys] = Array.from({ length: 4 }, () => `whsec_${randomBytes(32).toString('base64')}`);
const factories = [factoryId, otherFactoryId].map((id) => ({ id, url: 'http://127.0.0.1:1' }));
const env = {
  AUTH: 'keys',
  AUTH_FAILURES_PER_MINUTE: '1000',
  FACTORIES: JSON.stringify(factories),
  CALLBACK_SECRETS: JSON.stringify({ [factoryId]: [present, next], [otherFactoryId]: [others] }),
};

describeDatabase('a signed callback', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let key: Record<string, string>;
  const { denied, log, options } = watchRefusals('debug');

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db, { env, ...options });
    key = (await createKey(db, 'kim', ['operate'])).headers;
  });
  afterAll(() => api.close());

  async function restockOf(sku: string): Promise<string> {
    if (!(await db('products').where({ sku }).first())) await stockDonuts(db, 0, {}, sku);
    await api.post('/v1/restocks', { sku, reason: 'a test' }, key);
    return `restock-${sku}-1`;
  }

  /** As a factory sends it; what is given differs. */
  function send(
    restockId: string,
    message: {
      id?: string;
      body?: object;
      secret?: string;
      age?: number;
      query?: string;
      signature?: string;
      sent?: object;
    },
  ) {
    const { id = 'msg_1', body = { restockId, quantity: 4 }, secret = present!, age = 0, query = '' } = message;
    const time = new Date(Date.now() - age);
    const signature = message.signature ?? new Webhook(secret).sign(id, time, JSON.stringify(body));
    return api.post(`/v1/deliveries/${restockId}${query}`, message.sent ?? body, {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
      'webhook-signature': signature,
    });
  }

  it('proves itself without the token, and is counted once however often it comes', async () => {
    const id = await restockOf('signed');
    expect((await send(id, {})).body).toEqual({ outcome: 'accepted' });
    // A retry keeps the id and stamps the time anew.
    expect((await send(id, { age: 60_000 })).body).toEqual({ outcome: 'duplicate' });
    expect((await send(id, { id: 'msg_2' })).body).toEqual({ outcome: 'accepted' });
    const bookingKeys = (await db('deliveries').where({ restock_id: id }).orderBy('id')).map((row) => row.id);
    expect(bookingKeys).toEqual([`${id}/id:msg_1`, `${id}/id:msg_2`]);
  });

  it('is one with what the body calls it, where that has an id: a new message of the same delivery adds nothing', async () => {
    const id = await restockOf('named');
    const body = { restockId: id, deliveryId: 'D-1', quantity: 4 };
    expect((await send(id, { body })).body).toEqual({ outcome: 'accepted' });
    expect((await send(id, { id: 'msg_2', body })).body).toEqual({ outcome: 'duplicate' });
  });

  it('may be signed with any of the secrets while they are exchanged, and carry several signatures', async () => {
    const id = await restockOf('rotated');
    expect((await send(id, { id: 'msg_1', secret: next })).body).toEqual({ outcome: 'accepted' });
    const body = { restockId: id, quantity: 1 };
    const signatures = [nobodys!, next!].map((secret) =>
      new Webhook(secret).sign('msg_2', new Date(), JSON.stringify(body)),
    );
    const both = await send(id, { id: 'msg_2', body, signature: `v1a,xyz ${signatures.join(' ')}` });
    expect(both.body).toEqual({ outcome: 'accepted' });
  });

  it('may be the legacy one, which names its restock too', async () => {
    const id = await restockOf('legacy');
    const body = { MessageGroupId: id, MessageAttributeProductCnt: '10' };
    expect((await send(id, { body })).body).toEqual({ outcome: 'accepted' });
  });

  it('is refused, logged and counted where the proof is wrong, stale or of something else', async () => {
    const id = await restockOf('refused');
    const other = await restockOf('other');
    const { callbackToken } = await getRestock(db, id);
    const query = `?token=${callbackToken}`;
    const cases: [string, Parameters<typeof send>[1]][] = [
      ['callback-signature', { secret: nobodys }],
      ['callback-signature', { secret: others }],
      ['callback-signature', { signature: 'v1,AAAA' }],
      ['callback-signature', { signature: 'v1' }],
      ['callback-signature', { signature: '' }],
      ['callback-signature', { id: '' }],
      ['callback-signature', { id: 'with space' }],
      ['callback-signature', { sent: { restockId: id, quantity: 5 } }],
      ['callback-signature', { secret: nobodys, query }],
      ['callback-stale', { age: 301_000 }],
      ['callback-stale', { age: -301_000 }],
      ['callback-stale', { age: 301_000, query }],
      ['callback-other-restock', { body: { restockId: other, quantity: 4 } }],
      ['callback-other-restock', { body: { quantity: 4 } }],
      ['callback-token', { query: '?token=guessed' }],
    ];
    for (const [denial, message] of cases) {
      const answer = await send(id, message);
      expect([denial, answer.status, answer.body['type']]).toEqual([denial, 401, '/problems/unauthorized']);
      expect(denied.at(-1)).toEqual({ denial, route: 'POST /v1/deliveries/{restockId}' });
    }
    const unproven = await api.post(`/v1/deliveries/${id}`, { quantity: 4 });
    expect(unproven.status).toBe(401);
    expect(denied.at(-1)?.denial).toBe('missing-proof');
    expect(await db('deliveries').where({ restock_id: id })).toEqual([]);
    await expect.poll(log).toContain('"denial":"callback-other-restock"');
    for (const secret of [present!, next!, callbackToken, 'guessed', 'v1,']) expect(log()).not.toContain(secret);
  });

  it('needs no name in its body where the address has the token', async () => {
    const id = await restockOf('both');
    const { callbackToken } = await getRestock(db, id);
    const answer = await send(id, { body: { quantity: 4 }, query: `?token=${callbackToken}` });
    expect(answer.body).toEqual({ outcome: 'accepted' });
  });

  it('may do without any of that where a key with the scope factory stands for it', async () => {
    const id = await restockOf('trusted');
    const gate = await createKey(db, 'goods-in', ['factory']);
    const sent = await api.post(`/v1/deliveries/${id}`, { quantity: 4 }, gate.headers);
    expect(sent.body).toEqual({ outcome: 'accepted' });
    expect((await api.post(`/v1/deliveries/${id}`, { quantity: 4 }, key)).status).toBe(403);
  });

  it('is what the simulated factory sends when it is told to sign', async () => {
    const id = await restockOf('simulated');
    const factory = await startSimulator({ signingSecret: next, faults: [{ name: 'callback-twice', delayMs: 0 }] });
    const order = {
      MessageGroupId: id,
      MessageAttributeProductId: 'p',
      MessageAttributeProductCnt: '10',
      MessageAttributeFactoryId: factoryId,
      MessageAttributeRequester: 'TEAM-F',
      // Without the token: it is the signature that counts.
      CallbackUrl: `${api.url}/v1/deliveries/${id}`,
    };
    await fetch(`${factory.url}/api/manufactures`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const statuses = async () => (await factory.order(id))?.callbacks.map(({ status }) => status);
    await expect.poll(statuses).toEqual([200, 200]);
    expect(await db('deliveries').where({ restock_id: id })).toHaveLength(1);
    await factory.close();
  });
});
