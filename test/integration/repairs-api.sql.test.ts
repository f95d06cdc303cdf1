import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordFailure, recordOrder } from '../../src/restocking/restock-transitions.ts';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { faultsOf, startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('repairs over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;
  const by = { reason: 'counted the goods', actor: '김' };

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
  });
  afterAll(() => api.close());

  async function restocked(): Promise<{ id: string; sku: string }> {
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, 1, {}, sku);
    await api.post('/v1/purchases', { sku });
    const id = `restock-${sku}-1`;
    await expect.poll(() => api.workflows.started).toContain(id);
    return { id, sku };
  }
  const timelineOf = async (id: string) =>
    (await api.get(`/v1/restocks/${id}`)).body['timeline'] as {
      event: string;
      message: string;
      actor: string | null;
    }[];

  it('say who did what, why, and what came of it', async () => {
    const { id, sku } = await restocked();
    await recordOrder(db, id, 'F-1');
    const done = await api.post(`/v1/restocks/${id}/receive`, { ...by, quantity: 4 });
    expect(done).toMatchObject({
      status: 202,
      body: { repeated: false, action: { kind: 'receive', actor: '김', outcome: 'done', deliveryId: `${id}/by-hand` } },
    });
    expect(await api.post(`/v1/restocks/${id}/receive`, { ...by, quantity: 4 })).toMatchObject({
      status: 202,
      body: { repeated: true, action: { id: (done.body['action'] as { id: string }).id } },
    });
    expect(api.workflows.changed).toContain(id);
    expect(await timelineOf(id)).toContainEqual(
      expect.objectContaining({
        event: 'action',
        actor: '김',
        message: `김 asked to receive it by hand, because: counted the goods. 4 × ${sku} received by hand and put on the shelf.`,
      }),
    );
    expect(await api.post(`/v1/restocks/${id}/close-short`, by)).toMatchObject({ status: 202 });
    // What a person did comes before what came of it, also within a millisecond.
    const eventsOf = (await timelineOf(id)).map(({ event }) => event);
    expect(eventsOf.slice(-5)).toEqual(['action', 'delivery_received', 'delivery_booked', 'action', 'delivered']);
    expect(
      await api.post(`/v1/restocks/${id}/extend-deadline`, { ...by, expectedAt: '2020-01-01T00:00:00Z' }),
    ).toMatchObject({
      status: 409,
      body: { type: '/problems/not-applicable', restockId: id, state: 'delivered' },
    });
    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body).toMatchObject({ status: { waitingFor: null, next: null } });
    expect((body['status'] as { sentence: string }).sentence).toMatch(/^Closed short at .*: 4 of 10/);
  });

  it.each(['retry', 'cancel', 'receive', 'close-short', 'extend-deadline', 'change-factory'])(
    'need a reason, and a restock that exists: %s',
    async (what) => {
      const refused = await api.post(`/v1/restocks/restock-CAKE-1/${what}`, {});
      expect(faultsOf(refused)).toContain('reason is required');
      const body = { ...by, expectedAt: '2026-12-24T12:00:00+09:00', factoryId: 'FF-500293' };
      const allowed: Record<string, string[]> = { 'extend-deadline': ['expectedAt'], 'change-factory': ['factoryId'] };
      const fields = ['reason', 'actor', ...(allowed[what] ?? [])];
      const sent = Object.fromEntries(Object.entries(body).filter(([key]) => fields.includes(key)));
      expect(await api.post(`/v1/restocks/restock-CAKE-1/${what}`, sent)).toMatchObject({
        status: 404,
        body: { type: '/problems/unknown-restock' },
      });
    },
  );

  it('tell the try, its error and the next one of an order under way, and of a failed one that a person must act', async () => {
    const { id } = await restocked();
    await db('restocks')
      .where({ id })
      .update({ order_tries: 4, next_try_at: new Date('2030-01-01T12:04:00Z'), last_error: 'answered 503' });
    const waiting = await api.get(`/v1/restocks/${id}`);
    expect(waiting.body['status']).toMatchObject({
      waitingFor: 'factory',
      tries: 4,
      latestError: 'answered 503',
      next: 'try',
      nextAt: '2030-01-01T12:04:00.000Z',
      sentence: expect.stringMatching(
        /after 4 tries. Latest error: answered 503. The next try is at 2030-01-01T12:04:00Z.$/,
      ) as string,
    });
    await recordFailure(db, id, 'factory_unavailable', 'answered 503');
    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body).toMatchObject({
      status: { waitingFor: 'person', next: null },
      attentionSince: expect.any(String) as string,
    });
  });

  it('decide on held goods, of a restock and of none', async () => {
    const { id, sku } = await restocked();
    await recordOrder(db, id, 'F-1');
    const arrival = { restockId: id, senderDeliveryId: 'D', quantity: 11, source: 'callback' as const };
    const { bookingKey } = await receiveDelivery(db, arrival, 0);
    const decide = (decision: string) => api.post('/v1/deliveries/decide', { ...by, deliveryId: bookingKey, decision });
    expect(await decide('send_back')).toMatchObject({ status: 202, body: { action: { kind: 'send_back' } } });
    expect(await decide('take_in')).toMatchObject({ status: 409, body: { restockId: id } });
    expect((await timelineOf(id)).map(({ event }) => event)).toEqual(
      expect.arrayContaining(['attention_raised', 'attention_cleared', 'delivery_returned', 'action']),
    );
    expect(await addUp(db, sku)).toMatchObject({ onHand: 0 });

    await db('deliveries').insert({
      id: 'unmatched/x',
      restock_id: null,
      sku,
      quantity: 3,
      status: 'held',
      hold_reason: 'It names no restock.',
      source: 'legacy',
      received_at: new Date(),
    });
    const taken = { ...by, deliveryId: 'unmatched/x', decision: 'take_in' };
    const presses = await Promise.all([1, 2].map(() => api.post('/v1/deliveries/decide', taken)));
    expect(presses.map(({ status }) => status)).toEqual([202, 202]);
    expect(await addUp(db, sku)).toMatchObject({ onHand: 3 });
    expect(await api.post('/v1/deliveries/decide', { ...taken, deliveryId: 'none' })).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-delivery' },
    });
  });

  it('say that Temporal is away, where they need it, and leave everything as it is', async () => {
    const { id } = await restocked();
    api.workflows.isAway = true;
    try {
      const away = { status: 503, body: { type: '/problems/temporal-away' } };
      const refused = await api.post(`/v1/restocks/${id}/retry`, by);
      expect(refused).toMatchObject(away);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await api.post(`/v1/restocks/${id}/cancel`, by)).toMatchObject(away);
      expect(await db('restock_actions').where({ restock_id: id })).toEqual([]);
      await recordFailure(db, id, 'factory_rejected', 'no');
      expect(await api.post(`/v1/restocks/${id}/cancel`, by)).toMatchObject({ status: 202 });
      expect((await api.get(`/v1/restocks/${id}`)).body).toMatchObject({ state: 'cancelled' });
    } finally {
      api.workflows.isAway = false;
    }
  });

  it('of many are previewed by filter, and known by their name', async () => {
    const failed = await restocked();
    await recordFailure(db, failed.id, 'factory_rejected', 'no');
    const ordered = await restocked();
    await recordOrder(db, ordered.id, 'F-1');
    await receiveDelivery(db, { restockId: ordered.id, senderDeliveryId: 'D', quantity: 99, source: 'callback' }, 0);
    const preview = async (filter: object) =>
      (await api.post('/v1/restocks/retry', { ...by, filter, dryRun: true })).body as {
        restocks: { id: string }[];
        refused: { id: string; reason: string }[];
      };
    expect((await preview({ sku: failed.sku })).restocks.map(({ id }) => id)).toEqual([failed.id]);
    expect((await preview({ sku: failed.sku, state: 'ordered' })).restocks).toEqual([]);
    expect((await preview({ sku: ordered.sku })).refused).toMatchObject([
      { id: ordered.id, reason: expect.stringContaining('has accepted the order') as string },
    ]);
    const press = { ...by, filter: { sku: ordered.sku }, name: 'monday' };
    const pressed = await api.post('/v1/restocks/retry', press);
    expect(pressed).toMatchObject({ status: 202, body: { total: 1, refusedCount: 1, waiting: 0 } });
    const { filter, ...again } = press;
    expect((await api.post('/v1/restocks/retry', { ...again, filter: { ...filter, sku: failed.sku } })).body).toEqual(
      pressed.body,
    );
    expect((await api.get(pressed.headers.get('Location') ?? '')).body).toEqual(pressed.body);
    expect((await api.get('/v1/restocks/retries/none')).body).toMatchObject({ type: '/problems/unknown-retry' });
  });
});
