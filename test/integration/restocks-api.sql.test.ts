import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
} from '../../src/restocking/restock-transitions.ts';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { faultsOf, startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('restocks over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db, { env: { TEMPORAL_UI_URL: 'http://temporal.example:8233/' } });
  });
  afterAll(() => api.close());

  async function stock(policy: Parameters<typeof stockDonuts>[2] = {}): Promise<string> {
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, 10, policy, sku);
    return sku;
  }
  const arrive = (restockId: string, senderDeliveryId: string, quantity: number) =>
    receiveDelivery(db, { restockId, senderDeliveryId, quantity, source: 'callback' }, 0);
  const eventsOf = (answer: { body: Record<string, unknown> }) =>
    (answer.body['timeline'] as { event: string; message: string }[]).map(({ event, message }) => [event, message]);

  it('are requested by a person, started, and found at their address', async () => {
    const sku = await stock();
    const requested = await api.post('/v1/restocks', { sku, reason: 'holiday ahead' });
    expect(requested.status).toBe(201);
    expect(requested.body).toMatchObject({
      id: `restock-${sku}-1`,
      sku,
      productName: '도넛',
      state: 'requested',
      quantity: 10,
      delivered: 0,
      links: { temporal: `http://temporal.example:8233/namespaces/test/workflows/restock-${sku}-1` },
    });
    const found = await api.get(requested.headers.get('Location') ?? '');
    expect(found.body).toMatchObject({ ...requested.body, deliveries: [] });
    expect(eventsOf(found)).toEqual([['requested', `10 × ${sku} requested by somebody: holiday ahead`]]);
    await expect.poll(() => api.workflows.started).toContain(`restock-${sku}-1`);
  });

  it('lead to their newest run in the Web UI, once Temporal has one', async () => {
    const sku = await stock();
    const path = `/v1/restocks/restock-${sku}-1/run`;
    expect((await api.get(path)).body['type']).toBe('/problems/unknown-restock');
    await api.post('/v1/restocks', { sku, reason: 'look there' });
    const workflow = `http://temporal.example:8233/namespaces/test/workflows/restock-${sku}-1`;
    const links = { run: `${workflow}/run-1/history`, pendingActivities: `${workflow}/run-1/pending-activities` };
    await expect
      .poll(async () => (await api.get(path)).body)
      .toEqual({ run: { id: 'run-1', status: 'RUNNING', links } });
    api.workflows.isAway = true;
    const away = await api.get(path);
    api.workflows.isAway = false;
    expect(away.body['type']).toBe('/problems/temporal-away');
  });

  it('have no run of which Temporal knows nothing', async () => {
    const sku = await stock();
    api.workflows.isAway = true;
    await api.post('/v1/restocks', { sku, reason: 'not started' });
    api.workflows.isAway = false;
    expect((await api.get(`/v1/restocks/restock-${sku}-1/run`)).body).toEqual({ run: null });
  });

  it('tell the facts of what happened by name, for whoever words them otherwise', async () => {
    const sku = await stock();
    const id = `restock-${sku}-1`;
    await api.post('/v1/restocks', { sku, reason: 'holiday ahead' });
    await recordOrder(db, id, 'order-7');
    await raiseAttention(db, id, 'internal_error', 'No disk');
    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body).toMatchObject({ doubtfulTries: 0, otherFactories: [] });
    expect((body['timeline'] as { event: string; facts: object }[]).map(({ event, facts }) => [event, facts])).toEqual([
      ['requested', { quantity: 10, cause: 'person', reason: 'holiday ahead' }],
      ['ordered', { quantity: 10, factoryId, factoryOrderId: 'order-7', tries: 0 }],
      ['attention_raised', { attention: 'internal_error', error: 'No disk' }],
    ]);
  });

  it('are not requested twice: the open one is the answer', async () => {
    const sku = await stock();
    const first = await api.post('/v1/restocks', { sku, quantity: 3, reason: 'first' });
    const second = await api.post('/v1/restocks', { sku, quantity: 5, reason: 'second' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers.get('Location')).toBeNull();
  });

  it('are one, when many ask at once', async () => {
    const sku = await stock();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post('/v1/restocks', { sku, reason: 'all at once' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body['id']))).toEqual(new Set([`restock-${sku}-1`]));
  });

  it('of a product that is not replenished need a quantity', async () => {
    const sku = await stock({ orderQuantity: 0 });
    const refused = await api.post('/v1/restocks', { sku, reason: 'why not' });
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual([`quantity is required, because the policy of ${sku} orders 0 by itself`]);
    const requested = await api.post('/v1/restocks', { sku, quantity: 4, reason: 'why not' });
    expect(requested).toMatchObject({ status: 201, body: { quantity: 4 } });
  });

  it('are refused for what the shop does not have, and with what is wrong with the request', async () => {
    const unknown = await api.post('/v1/restocks', { sku: 'CAKE', reason: 'hunger' });
    expect(unknown).toMatchObject({ status: 404, body: { type: '/problems/unknown-product', sku: 'CAKE' } });
    const faulty = await api.post('/v1/restocks', { sku: 'CAKE', quantity: 0, state: 'delivered' });
    expect(faultsOf(faulty)).toEqual([
      'quantity must be at least 1',
      'reason is required',
      'state is not a known field',
    ]);
  });

  it('wait in the database while Temporal is away', async () => {
    api.workflows.isAway = true;
    try {
      expect((await api.post('/v1/restocks', { sku: await stock(), reason: 'now' })).status).toBe(201);
    } finally {
      api.workflows.isAway = false;
    }
  });

  it('are listed newest first, by product, state and attention, page by page', async () => {
    const skus = [await stock(), await stock(), await stock()];
    const ids = skus.map((sku) => `restock-${sku}-1`);
    for (const sku of skus) await api.post('/v1/restocks', { sku, reason: 'list me' });
    await raiseAttention(db, ids[0] ?? '', 'delivery_overdue', 'late');
    await raiseAttention(db, ids[2] ?? '', 'delivery_overdue', 'late');
    await recordCancellation(db, ids[1] ?? '', true);

    const idsOf = async (query: string) => (await api.listAll(`/v1/restocks?${query}`, 1)).map(({ id }) => id);
    expect(await idsOf('attention=delivery_overdue')).toEqual([ids[2], ids[0]]);
    expect(await idsOf(`sku=${skus[1]}`)).toEqual([ids[1]]);
    expect(await idsOf('state=cancelled')).toEqual([ids[1]]);
    expect(await idsOf('state=cancelled&attention=delivery_overdue')).toEqual([]);
    const all = (await api.listAll('/v1/restocks', 2)).map(({ id }) => id);
    expect(all.slice(0, 3)).toEqual(ids.toReversed());
    expect(new Set(all)).toHaveLength(all.length);
  });

  it.each([
    ['state=lost', 'state must be one of requested, ordered, partially_delivered, delivered, failed, cancelled'],
    [
      'attention=high',
      'attention must be one of factory_unavailable, factory_rejected, delivery_overdue, unexpected_delivery, internal_error',
    ],
    ['stat=failed', 'stat is not a known parameter'],
    ['state=failed,open', 'state must be one of requested, ordered, partially_delivered, delivered, failed, cancelled'],
    ['state=', 'state must be one of requested, ordered, partially_delivered, delivered, failed, cancelled'],
    ['requestedFrom=yesterday', 'requestedFrom must be a time in RFC 3339, such as 2026-11-24T12:00:00Z'],
  ])('are not listed with %s', async (query, message) => {
    const refused = await api.get(`/v1/restocks?${query}`);
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual([message]);
  });

  it('tell what happened to them, from the purchase that caused them to their end', async () => {
    const sku = await stock();
    const id = `restock-${sku}-1`;
    const { body: purchase } = await api.post('/v1/purchases', { sku, quantity: 10 });
    await recordOrder(db, id, 'F-77');
    const { bookingKey } = await arrive(id, 'D-1', 4);
    await bookDelivery(db, id, bookingKey);
    await arrive(id, 'D-2', 100);
    await bookDelivery(db, id, (await arrive(id, 'D-3', 6)).bookingKey);

    const done = await api.get(`/v1/restocks/${id}`);
    expect(done.body).toMatchObject({ state: 'delivered', delivered: 10, attention: 'unexpected_delivery' });
    expect(eventsOf(done)).toEqual(
      expect.arrayContaining([
        [
          'requested',
          `10 × ${sku} requested because the purchase ${String(purchase['id'])} left the reorder point or less.`,
        ],
        ['ordered', 'FF-500293 accepted the order of 10 as F-77.'],
        ['delivery_received', `The factory says that it delivered 4 × ${sku}.`],
        ['delivery_booked', `4 × ${sku} are on the shelf.`],
        [
          'delivery_held',
          `100 × ${sku} arrived and wait for a person: 100 came, but only 6 were still expected, of 10 ordered.`,
        ],
        ['delivered', 'Done: 10 of 10 from FF-500293.'],
      ]),
    );
    expect(eventsOf(done)[0]?.[0]).toBe('requested');
    expect(done.body['deliveries']).toMatchObject([{ status: 'booked' }, { status: 'held' }, { status: 'booked' }]);
  });

  it('tell why they failed', async () => {
    const sku = await stock();
    const id = `restock-${sku}-1`;
    await api.post('/v1/purchases', { sku, quantity: 11 });
    await recordFailure(db, id, 'factory_rejected', 'The factory does not make donuts.');
    const failed = await api.get(`/v1/restocks/${id}`);
    expect(failed.body).toMatchObject({ state: 'failed', attention: 'factory_rejected', closedAt: null });
    expect(eventsOf(failed)).toEqual([
      ['requested', `10 × ${sku} requested because a purchase was refused for lack of stock.`],
      ['attention_raised', 'The factory refused the order for good: The factory does not make donuts.'],
      ['failed', 'Given up: The factory does not make donuts.'],
    ]);
  });

  it('tell when they were called off', async () => {
    const sku = await stock();
    await api.post('/v1/restocks', { sku, reason: 'a mistake' });
    await recordCancellation(db, `restock-${sku}-1`, true);
    const cancelled = await api.get(`/v1/restocks/restock-${sku}-1`);
    expect(cancelled.body['closedAt']).not.toBeNull();
    expect(eventsOf(cancelled).at(-1)).toEqual(['cancelled', 'Called off with 0 of 10 delivered.']);
  });

  it('that never were are unknown', async () => {
    const unknown = await api.get('/v1/restocks/restock-CAKE-1');
    expect(unknown).toMatchObject({ status: 404, body: { type: '/problems/unknown-restock' } });
  });
});
