import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { databaseTime } from '../../src/db/clock.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
  recordStarted,
} from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { stockDonuts } from '../support/donuts.ts';
import { readEvents, type EventReader } from '../support/event-reader.ts';

describeEachDatabase('events', (open) => {
  let db: Database;
  let dialect: OpenDatabase['dialect'];
  let apis: [TestApi, TestApi];
  let products = 0;
  const readers: EventReader[] = [];

  beforeAll(async () => {
    const database = await open();
    ({ db, dialect } = database);
    // As another process has it: a pool of its own.
    const another = openDatabase({ url: database.url, poolSize: 2 });
    const second = await startApi(another);
    apis = [await startApi(db), { ...second, close: () => second.close().then(() => another.destroy()) }];
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(() => Promise.all(apis.map((api) => api.close())));

  async function listen(lastId?: string, api = apis[0]): Promise<EventReader> {
    const reader = await readEvents(`${api.url}/v1/events`, lastId === undefined ? {} : { 'Last-Event-ID': lastId });
    readers.push(reader);
    await expect.poll(() => reader.named('counts')).not.toEqual([]);
    return reader;
  }
  async function requested(): Promise<{ sku: string; id: string }> {
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, 10, {}, sku);
    await apis[0].post('/v1/restocks', { sku, reason: 'a test' });
    return { sku, id: `restock-${sku}-1` };
  }

  it('tell every change of a restock to those who listen to any process', async () => {
    const { id } = await requested();
    const both = await Promise.all([listen(undefined, apis[0]), listen(undefined, apis[1])]);
    const changes: [string, () => Promise<unknown>][] = [
      ['ordered', () => recordOrder(db, id, 'F-1')],
      [
        'partially_delivered',
        async () => {
          const arrival = { restockId: id, senderDeliveryId: 'D-1', quantity: 4, source: 'callback' } as const;
          await bookDelivery(db, id, (await receiveDelivery(db, arrival, 0)).bookingKey);
        },
      ],
      ['failed', () => recordFailure(db, id, 'internal_error', 'a test')],
      ['cancelled', () => recordCancellation(db, id, true)],
    ];
    for (const [state, change] of changes) {
      await change();
      for (const reader of both) await expect.poll(() => reader.states().get(id)).toBe(state);
    }
    const { body } = await apis[0].get(`/v1/restocks?sku=${id.slice(8, -2)}`);
    expect(both[1].named('restocks').at(-1)?.data).toEqual({ restocks: body['items'], more: false });
    for (const reader of both) {
      await expect
        .poll(() => reader.named('counts').at(-1)?.data)
        .toEqual((await apis[0].get('/v1/restocks/counts')).body);
    }
  });

  it('tell of new restocks, and of stock after each way in which it changes', async () => {
    const reader = await listen(undefined, apis[1]);
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, 3, {}, sku);
    await expect.poll(() => reader.stock().get(sku)).toBe(3);
    await apis[0].post('/v1/purchases', { sku });
    await expect.poll(() => reader.stock().get(sku)).toBe(2);
    await apis[0].post(`/v1/products/${sku}/adjustments`, { quantity: 5, reason: 'found' });
    await expect.poll(() => reader.stock().get(sku)).toBe(7);
    await apis[0].post('/v1/purchases', { sku, quantity: 7 });
    await expect.poll(() => reader.stock().get(sku)).toBe(0);
    await expect.poll(() => reader.states().get(`restock-${sku}-1`)).toBe('requested');
  });

  it('tell nothing of what nobody is shown', async () => {
    const { id } = await requested();
    const reader = await listen();
    await recordStarted(db, id);
    const last = await requested();
    await expect.poll(() => reader.states().has(last.id)).toBe(true);
    expect(reader.states().has(id)).toBe(false);
  });

  it('go on after a break with what was missed, on another process', async () => {
    const [before, missed] = [await requested(), await requested()];
    const first = await listen();
    await recordOrder(db, before.id, 'F-1');
    await expect.poll(() => first.states().get(before.id)).toBe('ordered');
    first.close();
    await recordOrder(db, missed.id, 'F-2');
    await apis[0].post('/v1/purchases', { sku: missed.sku });

    const second = await listen(first.lastId(), apis[1]);
    expect(second.states().get(missed.id)).toBe('ordered');
    expect(second.stock().get(missed.sku)).toBe(9);
    expect(Number(second.lastId())).toBeGreaterThan(Number(first.lastId()));
  });

  it.each(['yesterday', '99999999999999', '-1'])(
    'ask for a fresh look after a break that nobody knows: %s',
    async (id) => {
      const reader = await listen(id);
      expect(reader.events.slice(0, 2)).toMatchObject([
        { name: 'restocks', data: { restocks: [], more: true } },
        { name: 'shelf', data: { items: [], more: true } },
      ]);
    },
  );

  it('tell a change that commits long after it was made', async ({ skip }) => {
    skip(dialect === 'SQLite', 'it has one writer, so that nothing is overtaken');
    const [late, other] = [await requested(), await requested()];
    const reader = await listen();
    const transaction = await db.transaction();
    await transaction('restocks')
      .where({ id: late.id })
      .update({ state: 'ordered', version: 7, changed_at: transaction.raw('UTC_TIMESTAMP(3)') });
    const began = Date.now();
    for (let tries = 1; Date.now() - began < 3_000; tries++) {
      await raiseAttention(db, other.id, 'delivery_overdue', `look ${tries}`);
      await expect.poll(() => reader.states().has(other.id)).toBe(true);
    }
    expect(reader.states().get(late.id)).toBeUndefined();
    await transaction.commit();
    await expect.poll(() => reader.states().get(late.id), { timeout: 15_000 }).toBe('ordered');
  }, 30_000);

  it('are few, whatever the number of changes, and say when there are too many to tell', async () => {
    const restocks = await Promise.all(Array.from({ length: 60 }, requested));
    const reader = await listen();
    const [began, before] = [Date.now(), reader.events.length];
    let changes = 0;
    for (let round = 0; Date.now() - began < 3_000; round++) {
      await db('restocks')
        .whereIn(
          'id',
          restocks.map(({ id }) => id),
        )
        .update({ order_tries: round, version: db.raw('version + 1'), changed_at: databaseTime(db) });
      changes += restocks.length;
      await setImmediate();
    }
    expect(changes).toBeGreaterThan(3_000);
    const told = reader.events.slice(before);
    const seconds = Math.ceil((Date.now() - began) / 1_000);
    for (const kind of ['restocks', 'counts', 'shelf']) {
      expect(told.filter(({ name }) => name === kind).length).toBeLessThanOrEqual(seconds * 2 + 1);
    }
    const last = told.findLast(({ name }) => name === 'restocks');
    expect(last?.data).toMatchObject({ more: true });
    expect(last?.data['restocks']).toHaveLength(50);
  });
});
