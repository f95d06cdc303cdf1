import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { holdUnmatchedDelivery } from '../../src/restocking/receive-delivery.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { faultsOf, startApi, type TestApi } from '../support/api.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('a delivery over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;
  const log = captureLog('trace');

  beforeAll(async () => {
    ({ db } = await open());
    const env = { OVER_DELIVERY_TOLERANCE_PERCENT: '20' };
    api = await startApi(db, { env, logger: log.logger });
  });
  afterAll(() => api.close());

  /** A restock of ten, with the address that its factory was given. */
  async function order(): Promise<{ sku: string; id: string; address: string; token: string }> {
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, 0, {}, sku);
    await api.post('/v1/restocks', { sku, reason: 'a test' });
    const id = `restock-${sku}-1`;
    const { callbackToken: token } = await getRestock(db, id);
    return { sku, id, token, address: `/v1/deliveries/${id}?token=${token}` };
  }
  const signalsOf = (id: string) => api.workflows.signalled.filter(({ restockId }) => restockId === id);

  it('is on record when it is answered, and its restock is told', async () => {
    const { id, address } = await order();
    const answer = await api.post(address, { deliveryId: 'D-1', quantity: 10 });
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body['deliveries']).toMatchObject([{ quantity: 10, status: 'received', source: 'callback' }]);
    await expect.poll(() => signalsOf(id)).toEqual([{ restockId: id, bookingKey: `${id}/id:D-1` }]);
  });

  it('is not answered with a 200 unless it is on record', async () => {
    const { id, address } = await order();
    await db.schema.renameTable('deliveries', 'elsewhere');
    try {
      const refused = await api.post(address, { quantity: 10 });
      expect(refused).toMatchObject({ status: 500, body: { type: '/problems/internal-error' } });
    } finally {
      await db.schema.renameTable('elsewhere', 'deliveries');
    }
    expect((await api.post(address, { quantity: 10 })).body).toEqual({ outcome: 'accepted' });
    expect((await api.get(`/v1/restocks/${id}`)).body['deliveries']).toMatchObject([{ quantity: 10 }]);
  });

  it('that comes twice counts once', async () => {
    const { id, sku, address } = await order();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.post(address, { deliveryId: 'D-1', quantity: 5 })),
    );
    expect(answers.filter(({ body }) => body['outcome'] === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ body }) => body['outcome'] === 'duplicate')).toHaveLength(9);
    await bookDelivery(db, id, `${id}/id:D-1`);
    expect((await api.post(address, { deliveryId: 'D-1', quantity: 5 })).body).toEqual({ outcome: 'duplicate' });
    expect(await addUp(db, sku)).toMatchObject({ onHand: 5, delivered: 5 });
  });

  it('without an id of its own counts once for its restock', async () => {
    const { address } = await order();
    expect((await api.post(address, { quantity: 5 })).body).toEqual({ outcome: 'accepted' });
    expect((await api.post(address, { quantity: 5, deliveryId: null })).body).toEqual({ outcome: 'duplicate' });
  });

  it('may be larger than the order by the tolerance, and is held for a person beyond it', async () => {
    const { id, address } = await order();
    expect((await api.post(address, { deliveryId: 'D-1', quantity: 12 })).body).toEqual({ outcome: 'accepted' });
    expect((await api.post(address, { deliveryId: 'D-2', quantity: 1 })).body).toEqual({ outcome: 'held' });
    expect((await api.get(`/v1/restocks/${id}`)).body).toMatchObject({ attention: 'unexpected_delivery' });
    expect(await api.listAll('/v1/deliveries?status=held', 1)).toContainEqual(
      expect.objectContaining({ restockId: id, quantity: 1, status: 'held' }),
    );
    expect(signalsOf(id)).toHaveLength(1);
  });

  it('is believed in the words of the legacy contract, too', async () => {
    const { id, address } = await order();
    const told = { MessageGroupId: id, MessageAttributeProductCnt: '10', MessageAttributeFactoryId: 'FF-500293' };
    expect(await api.post(address, told)).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
    expect((await api.post(address, { MessageAttributeProductCnt: 10 })).body).toEqual({ outcome: 'duplicate' });
    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body['deliveries']).toMatchObject([{ id: `${id}/only`, quantity: 10 }]);
  });

  it('is not believed without the token of its own restock', async () => {
    const { id, token } = await order();
    const { token: otherToken } = await order();
    const refusals = [];
    for (const query of ['', '?token=', '?token=x', `?token=${otherToken}`, `?token=${token}x`]) {
      const refused = await api.post(`/v1/deliveries/${id}${query}`, { quantity: 10 });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('WWW-Authenticate')).toBe('CallbackToken');
      refusals.push({ ...refused.body, instance: '' });
    }
    expect(new Set(refusals.map((body) => JSON.stringify(body)))).toHaveLength(1);
    expect((await api.get(`/v1/restocks/${id}`)).body['deliveries']).toEqual([]);
  });

  it('for a restock that never was is refused', async () => {
    const refused = await api.post('/v1/deliveries/restock-CAKE-1?token=x', { quantity: 10 });
    expect(refused).toMatchObject({ status: 404, body: { type: '/problems/unknown-restock' } });
  });

  it.each([
    [{ quantity: 0 }, ['quantity must be at least 1']],
    [{ quantity: 1.5 }, ['quantity must be a whole number']],
    [{ quantity: 1, deliveryId: 'two words' }, ['deliveryId must be 1 to 128 visible ASCII characters']],
    [{ quantity: 1, restock: 'x' }, ['restock is not a known field']],
    [{}, ['quantity is required']],
    [{ MessageAttributeProductCnt: 'ten' }, ['MessageAttributeProductCnt must be a whole number']],
    [{ MessageAttributeProductCnt: '-1' }, ['MessageAttributeProductCnt must be a whole number']],
    [{ MessageAttributeProductCnt: '1.5' }, ['MessageAttributeProductCnt must be a whole number']],
    [{ MessageAttributeProductCnt: '0' }, ['MessageAttributeProductCnt must be at least 1']],
    [{ MessageAttributeProductCnt: '' }, ['MessageAttributeProductCnt must be a whole number']],
  ])('that says %j is refused, and nothing changes', async (body, messages) => {
    const { id, address } = await order();
    const refused = await api.post(address, body);
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual(messages);
    expect((await api.get(`/v1/restocks/${id}`)).body['deliveries']).toEqual([]);
  });

  it('may name its restock, and no other', async () => {
    const { id, address } = await order();
    const refused = await api.post(address, { quantity: 1, restockId: 'restock-other-1' });
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual([`restockId must be that of the address, ${id}`]);
    expect((await api.post(address, { quantity: 1, restockId: id })).body).toEqual({ outcome: 'accepted' });
  });

  it('is accepted while Temporal is away', async () => {
    const { id, address } = await order();
    api.workflows.isAway = true;
    try {
      expect((await api.post(address, { quantity: 10 })).body).toEqual({ outcome: 'accepted' });
      expect((await api.get(`/v1/restocks/${id}`)).body['deliveries']).toMatchObject([{ status: 'received' }]);
    } finally {
      api.workflows.isAway = false;
    }
  });

  it('that fits no restock is listed among those that wait for a person', async () => {
    await holdUnmatchedDelivery(db, { sku: 'CAKE', claimedRestock: null, arrivalId: 'A-1', quantity: 3 });
    expect(await api.listAll('/v1/deliveries?status=held', 1)).toContainEqual(
      expect.objectContaining({ restockId: null, sku: 'CAKE', quantity: 3 }),
    );
    expect(faultsOf(await api.get('/v1/deliveries?status=lost'))).toEqual([
      'status must be one of received, booked, held, returned',
    ]);
  });

  it('is not looked for from a position that no delivery can have', async () => {
    for (const id of ['도넛', '\u0080', '']) {
      const position = JSON.stringify({ receivedAt: '2026-01-01T00:00:00.000Z', id });
      const cursor = Buffer.from(position).toString('base64url');
      expect(faultsOf(await api.get(`/v1/deliveries?cursor=${cursor}`))).toEqual([
        'cursor must be the `next` of an earlier answer of this list',
      ]);
    }
  });

  it('leaves no token in the log', async () => {
    const { id, address, token } = await order();
    await api.post(address, { quantity: 10 });
    await api.post(address, { quantity: 0 });
    await api.post(`/v1/deliveries/restock-CAKE-1?token=${token}`, { quantity: 1 });
    await expect.poll(log.text).toContain('/v1/deliveries/restock-CAKE-1');
    expect(log.text()).toContain(`/v1/deliveries/${id}`);
    expect(log.text()).not.toContain(token);
    expect(log.text()).not.toContain('token=');
  });
});
