import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, onHandOf, stockDonuts } from '../support/donuts.ts';

describeDatabase('the legacy contract', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  /** Each test's own: the one product that legacy clients know. */
  let sku: string;
  let restockId: string;
  let tests = 0;

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    sku = `DONUT-${++tests}`;
    restockId = `restock-${sku}-1`;
    api = await startApi(db, { env: { LEGACY_CALLBACKS: 'open', LEGACY_SKU: sku } });
    // A worker that books at once.
    api.workflows.onDelivered = (bookingKey) => bookDelivery(db, restockId, bookingKey);
  });
  afterEach(() => api.close());

  const checkout = (init: RequestInit = {}) => api.send('POST', '/checkout', init);
  const callback = (body: object) => api.post('/product/donut', body);
  const stock = (onHand: number) => stockDonuts(db, onHand, {}, sku);
  const deliveries = async () => (await api.listAll('/v1/deliveries', 200)).filter((each) => each['sku'] === sku);

  it('shows the product, its factory as a UUID that stays the same', async () => {
    await stock(10);
    const { status, body } = await api.get('/product/donut');
    expect(status).toBe(200);
    expect(body).toMatchObject({ sku, name: '도넛', price: 3000, stock: 10, ad_id: null });
    expect(body['factory_id']).toBe('0d5d67ad-83b0-5687-af2f-2d81c57d93f0');
  });

  it('sells until the shelf is empty, then says so and requests the restock', async () => {
    await stock(2);
    const messages = [];
    for (let i = 0; i < 3; i++) {
      const answer = await api.post('/checkout', { MessageAttributeFactoryId: 'FF-500293' });
      expect(answer.status).toBe(200);
      messages.push(answer.body['message']);
    }
    expect(messages).toEqual(['구매 완료! 남은 재고: 1', '구매 완료! 남은 재고: 0', '구매 실패! 남은 재고: 0']);
    await expect.poll(() => api.workflows.started).toEqual([restockId]);
  });

  it('sells exactly what is there when a crowd comes', async () => {
    await stock(100);
    const answers = await Promise.all(Array.from({ length: 200 }, () => checkout()));
    expect(answers.filter(({ body }) => String(body['message']).startsWith('구매 완료!'))).toHaveLength(100);
    expect(await addUp(db, sku)).toMatchObject({ onHand: 0, sold: 100 });
  });

  it.each([
    ['none', {}],
    ['malformed JSON', { body: '{"Message', headers: { 'content-type': 'application/json' } }],
    ['a form', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [
      'an unknown factory',
      { body: '{"MessageAttributeFactoryId":"?"}', headers: { 'content-type': 'application/json' } },
    ],
    ['more than 100 kB', { body: 'x'.repeat(300_000), headers: { 'content-type': 'application/json' } }],
    ['an unknown charset', { body: '{}', headers: { 'content-type': 'application/json; charset=klingon' } }],
    ['an unknown encoding', { body: '{}', headers: { 'content-encoding': 'zip' } }],
    ['a broken compression', { body: 'plain', headers: { 'content-encoding': 'gzip' } }],
  ])('sells whatever the body is: %s', async (_name, init) => {
    await stock(10);
    expect(await checkout(init)).toMatchObject({ status: 200, body: { message: '구매 완료! 남은 재고: 9' } });
  });

  it('says that there is no product where there is none', async () => {
    const noProduct = { status: 400, body: { message: '상품 없음' } };
    expect(await api.get('/product/donut')).toMatchObject(noProduct);
    expect(await checkout()).toMatchObject(noProduct);
    expect(await callback({ MessageAttributeProductCnt: '10' })).toMatchObject(noProduct);
  });

  it.each([
    ['GET', '/checkout'],
    ['PUT', '/product/donut'],
    ['DELETE', '/product/donut'],
    ['GET', '/product'],
    ['GET', '/product/cake'],
    ['POST', '/checkout/2'],
  ])('knows no %s %s', async (method, path) => {
    const response = await api.fetchRaw(path, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'Not Found' });
  });

  it('books a callback before it answers, whether the count is text or a number', async () => {
    await stock(1);
    await checkout();
    const told = { MessageGroupId: restockId, MessageAttributeProductCnt: '4', deliveryId: 'D-1' };
    expect(await callback(told)).toMatchObject({ status: 200, body: { message: '입고 완료! 남은 재고: 4' } });
    expect((await callback(told)).body).toEqual({ message: '입고 완료! 남은 재고: 4' });
    const rest = { MessageGroupId: restockId, MessageAttributeProductCnt: 6, deliveryId: 'D-2' };
    expect((await callback(rest)).body).toEqual({ message: '입고 완료! 남은 재고: 10' });
    expect(await addUp(db, sku)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
  });

  it('takes a callback that names no restock for the open one', async () => {
    await stock(1);
    await checkout();
    expect((await callback({ MessageAttributeProductCnt: '10' })).body).toEqual({
      message: '입고 완료! 남은 재고: 10',
    });
  });

  it('does not answer a callback with a 200 unless it is on record', async () => {
    await stock(1);
    await checkout();
    await db.schema.renameTable('deliveries', 'elsewhere');
    try {
      expect(await callback({ MessageAttributeProductCnt: '10' })).toMatchObject({ status: 500 });
    } finally {
      await db.schema.renameTable('elsewhere', 'deliveries');
    }
    expect((await callback({ MessageAttributeProductCnt: '10' })).body).toEqual({
      message: '입고 완료! 남은 재고: 10',
    });
  });

  it('answers with the stock known by then when the booking takes long', async () => {
    await stock(1);
    await checkout();
    api.workflows.isAway = true;
    const answer = await callback({ MessageAttributeProductCnt: '10' });
    expect(answer).toMatchObject({ status: 200, body: { message: '입고 완료! 남은 재고: 0' } });
    expect(await deliveries()).toMatchObject([{ quantity: 10, status: 'received' }]);
  });

  it('keeps a callback that is more than expected, or fits no restock, for a person', async () => {
    await stock(1);
    await callback({ MessageAttributeProductCnt: '10' });
    await checkout();
    await callback({ MessageAttributeProductCnt: '10', MessageGroupId: 'restock-CAKE-1' });
    await callback({ MessageAttributeProductCnt: '10', MessageGroupId: '도넛 '.repeat(99) });
    expect((await callback({ MessageAttributeProductCnt: '11' })).body).toEqual({ message: '입고 완료! 남은 재고: 0' });
    const held = (await deliveries()).filter(({ status }) => status === 'held');
    expect(held.map(({ quantity }) => quantity)).toEqual([11, 10, 10, 10]);
    expect(await onHandOf(db, sku)).toBe(0);
  });

  it.each(['ten', '-1', '0', '1.5', '', ' ', null, undefined, 0, -1, 1.5, true, [10], '99999999999'])(
    'refuses a callback with the count %j, and nothing changes',
    async (count) => {
      await stock(1);
      await checkout();
      const refused = await callback({ MessageAttributeProductCnt: count });
      expect(refused).toMatchObject({ status: 400, body: { message: '입고 수량 오류' } });
      expect(await deliveries()).toEqual([]);
    },
  );

  it('refuses a callback that is no JSON', async () => {
    await stock(1);
    const refused = await api.send('POST', '/product/donut', { body: '{"Message' });
    expect(refused).toMatchObject({ status: 400, body: { message: '입고 수량 오류' } });
  });

  it('serves no callbacks unless they are open', async () => {
    const closed = await startApi(db, { env: { LEGACY_SKU: sku } });
    await stock(1);
    const response = await closed.fetchRaw('/product/donut', { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([404, { error: 'Not Found' }]);
    await closed.close();
  });
});

it('the legacy contract says that the database is away', async () => {
  const db = openDatabase({ url: 'mysql://root@127.0.0.1:1/nowhere', poolSize: 1 });
  const api = await startApi(db);
  const away = { status: 500, body: { message: '데이터베이스 연결 오류' } };
  expect(await api.get('/product/donut')).toMatchObject(away);
  expect(await api.send('POST', '/checkout')).toMatchObject(away);
  await api.close();
  await db.destroy();
});
