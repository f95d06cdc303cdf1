import { afterAll, beforeAll, expect, it } from 'vitest';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
} from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, stockDonuts } from '../support/donuts.ts';
import { insertProducts, skusOf } from '../support/many-rows.ts';

type Item = Record<string, unknown> & { sku: string; trend: [string, number][] };

describeEachDatabase('the shelf over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
    const stock = (sku: string, onHand: number, orderQuantity = 10) => stockDonuts(db, onHand, { orderQuantity }, sku);
    const ask = (sku: string) => api.post('/v1/restocks', { sku, reason: 'a test' });
    for (const sku of ['a-full', 'b-low', 'c-waiting', 'd-failed', 'e-overdue', 'f-held', 'g-low-and-over']) {
      await stock(sku, sku === 'b-low' ? 2 : 3);
    }
    await stock('h-not-replenished', 0, 0);
    for (const sku of ['c-waiting', 'd-failed', 'e-overdue', 'f-held']) await ask(sku);
    await recordFailure(db, 'restock-d-failed-1', 'factory_rejected', 'no donuts');
    await recordOrder(db, 'restock-e-overdue-1', 'F-1');
    await raiseAttention(db, 'restock-e-overdue-1', 'delivery_overdue', 'late');
    await recordCancellation(db, 'restock-f-held-1', true);
    const arrival = {
      restockId: 'restock-f-held-1',
      senderDeliveryId: 'D-1',
      quantity: 10,
      source: 'callback',
    } as const;
    await receiveDelivery(db, arrival, 0);
    for (let sold = 0; sold < 3; sold++) await api.post('/v1/purchases', { sku: 'g-low-and-over' });
    await recordCancellation(db, 'restock-g-low-and-over-1', true);
  });
  afterAll(() => api.close());

  const shelf = (query = '', limit = 50) => api.listAll(`/v1/shelf?${query}`, limit) as Promise<Item[]>;

  it.each([1, 3, 50])('shows what needs a person first, then what waits, %i on a page', async (limit) => {
    expect((await shelf('', limit)).map(({ sku, needs }) => [sku, needs])).toEqual([
      ['d-failed', 'person'],
      ['e-overdue', 'person'],
      ['f-held', 'person'],
      ['c-waiting', 'waiting'],
      ['b-low', 'soon'],
      ['g-low-and-over', 'soon'],
      ['a-full', 'nothing'],
      ['h-not-replenished', 'nothing'],
    ]);
  });

  it('tells what is coming, and when', async () => {
    const items = new Map((await shelf()).map((item) => [item.sku, item]));
    const { body: restock } = await api.get('/v1/restocks/restock-e-overdue-1');
    expect(items.get('e-overdue')).toMatchObject({
      onHand: 3,
      reorderPoint: 0,
      orderQuantity: 10,
      factoryId,
      lastSoldAt: null,
      coming: {
        restockId: 'restock-e-overdue-1',
        quantity: 10,
        delivered: 0,
        expectedAt: restock['expectedAt'],
        state: 'ordered',
        attention: 'delivery_overdue',
        attentionSince: restock['attentionSince'],
      },
    });
    expect(items.get('f-held')).toMatchObject({ coming: null, held: 1 });
    expect(items.get('a-full')).toMatchObject({ name: '도넛', coming: null, held: 0 });
  });

  it('tells when a product was sold last, and how its stock went', async () => {
    const [item] = await shelf('q=low-and');
    expect(item?.trend.map(([, onHand]) => onHand)).toEqual([3, 2, 1, 0]);
    expect(item?.['lastSoldAt']).toBe(item?.trend.at(-1)?.[0]);
  });

  it.each([
    ['q=HELD', ['f-held']],
    [
      'q=넛',
      ['d-failed', 'e-overdue', 'f-held', 'c-waiting', 'b-low', 'g-low-and-over', 'a-full', 'h-not-replenished'],
    ],
    ['q=%25', []],
    ['q=-_-', []],
  ])('finds products by a part of their SKU or name: %s', async (query, found) => {
    expect((await shelf(query)).map(({ sku }) => sku)).toEqual(found);
  });
});

describeEachDatabase('the trend of a product', (open) => {
  it('goes a day back in a long ledger, and further where little happened', async () => {
    const { db } = await open();
    const api = await startApi(db);
    try {
      for (const sku of ['busy', 'quiet']) await stockDonuts(db, 100_000, {}, sku);
      const [now, minute] = [Date.now(), 60_000];
      await db('stock_movements').update({ occurred_at: new Date(now - 30_000 * minute) });
      // Sold once a minute for two weeks, or once a day.
      const sales = (sku: string, count: number, every: number) =>
        Array.from({ length: count }, (_, index) => ({
          id: `${sku}-${index}`,
          sku,
          sequence: index + 2,
          quantity: 1,
          on_hand: 99_999 - index,
          idempotency_key: null,
          purchased_at: new Date(now - (count - index) * every),
        }));
      await db.batchInsert('purchases', [...sales('busy', 20_160, minute), ...sales('quiet', 14, 1_440 * minute)], 100);
      await db('products').where({ sku: 'busy' }).update({ ledger_sequence: 20_161 });
      await db('products').where({ sku: 'quiet' }).update({ ledger_sequence: 15 });

      const { body } = await api.get('/v1/shelf');
      const [busy, quiet] = body['items'] as [Item, Item];
      const ages = busy.trend.map(([time]) => Math.round((now - Date.parse(time)) / minute));
      expect(ages).toHaveLength(24);
      expect([1_439, 1_440]).toContain(ages[0]);
      expect(ages.at(-1)).toBe(1);
      expect(busy.trend.every(([, onHand], index) => onHand === 99_999 - 20_160 + ages[index]!)).toBe(true);
      expect(quiet.trend.map(([, onHand]) => onHand).slice(1)).toEqual(
        Array.from({ length: 14 }, (_, i) => 99_999 - i),
      );
    } finally {
      await api.close();
    }
  });

  it('is whole for each of very many products', async () => {
    const { db } = await open();
    const api = await startApi(db);
    try {
      const skus = skusOf(70);
      await insertProducts(db, skus);
      await db('products').update({ ledger_sequence: 50 });
      const [now, halfAnHour] = [Date.now(), 1_800_000];
      // The third entry is the first of the last day.
      const entries = skus.flatMap((sku, product) =>
        Array.from({ length: 50 }, (_, index) => ({
          id: `${sku}-${index}`,
          sku,
          sequence: index + 1,
          kind: 'adjustment',
          quantity: 1,
          on_hand: product * 100 + index + 1,
          occurred_at: new Date(now - (50 - index) * halfAnHour + halfAnHour / 2),
        })),
      );
      await db.batchInsert('stock_movements', entries, 500);
      const { body } = await api.get('/v1/shelf?limit=200');
      const items = body['items'] as Item[];
      expect(items.map(({ sku }) => sku).toSorted()).toEqual(skus);
      for (const { sku, trend } of items) {
        const units = trend.map(([, onHand]) => onHand - skus.indexOf(sku) * 100);
        expect([sku, units.length, units[0], units.at(-1)]).toEqual([sku, 24, 3, 50]);
      }
    } finally {
      await api.close();
    }
  });
});
