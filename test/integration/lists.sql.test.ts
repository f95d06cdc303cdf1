import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, factoryId, stockDonuts } from '../support/donuts.ts';
import { insertDeliveries, insertRestocks, skusOf } from '../support/many-rows.ts';

/** Seven times of which most are shared, so that pages of any size end between equals. */
const times = [3, 1, 1, 2, 1, 2, 2].map((hour) => new Date(Date.UTC(2026, 0, 1, hour)));
const skus = skusOf(times.length);
const names = times.map((_, index) => `retry-${index}`);

/** Each list, what tells its items apart, and the items that it must have. */
const lists: [path: string, key: string, items: unknown[]][] = [
  [`/v1/restocks?factoryId=${factoryId}`, 'id', [...skus.map((sku) => `restock-${sku}-1`), ...restocksOf(donut)]],
  ['/v1/restocks', 'id', [...skus.map((sku) => `restock-${sku}-1`), ...restocksOf(donut)]],
  ['/v1/restocks?state=requested', 'id', skus.slice(0, 4).map((sku) => `restock-${sku}-1`)],
  ['/v1/restocks?state=requested,failed', 'id', skus.map((sku) => `restock-${sku}-1`)],
  ['/v1/restocks?attention=internal_error', 'id', skus.slice(2).map((sku) => `restock-${sku}-1`)],
  ['/v1/restocks?attention=internal_error&state=failed', 'id', skus.slice(4).map((sku) => `restock-${sku}-1`)],
  ['/v1/restocks?since=2026-01-01T00:00:00Z', 'id', skus.slice(2).map((sku) => `restock-${sku}-1`)],
  [`/v1/restocks?sku=${donut}`, 'id', restocksOf(donut)],
  ['/v1/restocks/retries', 'name', names],
  ['/v1/deliveries', 'id', skus.map((sku) => `restock-${sku}-1/only`)],
  ['/v1/deliveries?status=held', 'id', skus.slice(1).map((sku) => `restock-${sku}-1/only`)],
  ['/v1/products', 'sku', [donut, ...skus]],
  [`/v1/products/${donut}/movements`, 'sequence', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['/v1/shelf', 'sku', [donut, ...skus]],
  ['/v1/shelf?q=donut', 'sku', skus],
];

function restocksOf(sku: string): string[] {
  return times.map((_, index) => `restock-${sku}-${index + 1}`);
}

describeEachDatabase('a list over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
    await stockDonuts(db, 20);
    const ids = await insertRestocks(db, skus);
    await insertDeliveries(db, ids, { status: 'held' });
    await db('deliveries').where({ restock_id: ids[0] }).update({ status: 'received' });
    await db('restocks').whereIn('id', ids.slice(2)).update({ attention: 'internal_error' });
    await db('restocks').whereIn('id', ids.slice(4)).update({ state: 'failed' });
    for (const name of names) await api.post('/v1/restocks/retry', { filter: { sku: donut }, name, reason: 'a test' });
    const [row] = await db('restocks').where({ id: ids[0] });
    const closed = restocksOf(donut).map((id, index) => ({
      ...row!,
      id,
      sku: donut,
      number: index + 1,
      open_sku: null,
      state: 'delivered',
    }));
    await db.batchInsert('restocks', closed, 10);
    for (const [index, time] of times.entries()) {
      const at = { requested_at: time };
      await db('restocks')
        .where({ id: ids[index] })
        .update({ ...at, ...(index > 1 && { attention_since: time }) });
      await db('restocks').where({ id: closed[index]!.id }).update(at);
      await db('deliveries').where({ restock_id: ids[index] }).update({ received_at: time });
      await db('bulk_retries').where({ name: names[index] }).update(at);
    }
    // Sales and other entries stand in tables of their own.
    for (const kind of ['sale', 'sale', 'other', 'other', 'sale', 'other', 'sale']) {
      if (kind === 'sale') await api.post('/v1/purchases', { sku: donut });
      else await api.post(`/v1/products/${donut}/adjustments`, { quantity: 1, reason: 'found' });
    }
  });
  afterAll(() => api.close());

  describe.each(lists)('%s', (path, key, items) => {
    it('has the same on its pages as all at once, in the same order and each once, whatever their size', async () => {
      const whole = await api.listAll(path, 200);
      expect(whole.map((item) => item[key])).toHaveLength(items.length);
      expect(new Set(whole.map((item) => item[key]))).toEqual(new Set(items));
      for (const limit of [1, 2, 3, items.length]) {
        expect((await api.listAll(path, limit)).map((item) => item[key])).toEqual(whole.map((item) => item[key]));
      }
    });
  });

  it.each([
    ['/v1/restocks', 'requestedAt'],
    ['/v1/restocks/retries', 'requestedAt'],
    ['/v1/deliveries', 'receivedAt'],
  ])('%s has the newest first', async (path, time) => {
    const told = (await api.listAll(path, 2)).map((item) => String(item[time]));
    expect(told).toEqual(told.toSorted().toReversed());
    expect(new Set(told)).toHaveLength(3);
  });

  it('says that nothing follows on a page that is just full', async () => {
    const { body } = await api.get(`/v1/deliveries?limit=${skus.length}`);
    expect([(body['items'] as unknown[]).length, body['next']]).toEqual([skus.length, null]);
  });

  it('has fifty on a page unless told otherwise', async () => {
    await insertRestocks(db, skusOf(60, 'more'), { factory_id: 'FF-more' });
    for (const path of ['/v1/restocks', '/v1/products', '/v1/shelf']) {
      expect((await api.get(path)).body['items']).toHaveLength(50);
    }
    await db('restocks').where({ factory_id: 'FF-more' }).delete();
    await db('products').where('sku', 'like', 'more-%').delete();
  });
});
