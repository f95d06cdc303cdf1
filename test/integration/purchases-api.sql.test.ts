import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProduct } from '../../src/inventory/product-store.ts';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { faultsOf, startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('a purchase over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
  });
  afterAll(() => api.close());

  /** A product of this test's own. */
  async function stock(onHand: number, policy: Parameters<typeof stockDonuts>[2] = {}): Promise<string> {
    const sku = `DONUT-${++products}`;
    await stockDonuts(db, onHand, policy, sku);
    return sku;
  }
  const buy = (body: object, key?: string) =>
    api.post('/v1/purchases', body, key === undefined ? {} : { 'Idempotency-Key': key });

  it('takes the units off the shelf and can be looked up at its address', async () => {
    const sku = await stock(10);
    const sold = await buy({ sku, quantity: 3 });
    expect(sold.status).toBe(201);
    expect(sold.body).toMatchObject({ sku, quantity: 3, onHand: 7 });
    expect(sold.headers.get('Idempotency-Replayed')).toBeNull();
    const location = sold.headers.get('Location') ?? '';
    expect(await api.get(location)).toMatchObject({ status: 200, body: sold.body });
    expect(await addUp(db, sku)).toEqual({ onHand: 7, sold: 3, delivered: 0 });
  });

  it('is of one unit unless it says otherwise', async () => {
    const sku = await stock(10);
    expect((await buy({ sku })).body).toMatchObject({ quantity: 1, onHand: 9 });
  });

  it('that is repeated with its key is not made again, and says so', async () => {
    const sku = await stock(10);
    const first = await buy({ sku, quantity: 2 }, 'key-repeated');
    const second = await buy({ sku, quantity: 2 }, 'key-repeated');
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'));
    expect(await addUp(db, sku)).toMatchObject({ sold: 2 });
  });

  it('that is sent fifty times at once with one key is sold once, and all get the same answer', async () => {
    const sku = await stock(60);
    const answers = await Promise.all(Array.from({ length: 50 }, () => buy({ sku }, 'key-at-once')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
    expect(await addUp(db, sku)).toMatchObject({ onHand: 59, sold: 1 });
  });

  it('succeeds for exactly as many as there are units, when a crowd comes', async () => {
    const sku = await stock(100);
    const answers = await Promise.all(Array.from({ length: 200 }, () => buy({ sku })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(100);
    expect(await addUp(db, sku)).toMatchObject({ onHand: 0, sold: 100 });
    expect(api.workflows.started.filter((id) => id === `restock-${sku}-1`)).toHaveLength(1);
  });

  it('that finds too little is refused with what is left and the restock that is under way', async () => {
    const sku = await stock(2);
    const refused = await buy({ sku, quantity: 3 });
    expect(refused.status).toBe(409);
    const restock = { id: `restock-${sku}-1`, state: 'requested', attention: null, expectedAt: null };
    expect(refused.body).toMatchObject({ type: '/problems/sold-out', sku, requested: 3, onHand: 2, restock });
    await expect.poll(() => api.workflows.started).toContain(restock.id);
  });

  it('of a product that is not replenished is refused without a restock', async () => {
    const sku = await stock(0, { orderQuantity: 0 });
    expect((await buy({ sku })).body).toMatchObject({ onHand: 0, restock: null });
  });

  it('that was refused may succeed later with the same key', async () => {
    const sku = await stock(0);
    expect((await buy({ sku }, 'key-refused')).status).toBe(409);
    await adjustStock(db, sku, 5, 'found in the back');
    const sold = await buy({ sku }, 'key-refused');
    expect(sold).toMatchObject({ status: 201, body: { onHand: 4 } });
    expect(sold.headers.get('Idempotency-Replayed')).toBeNull();
  });

  it('cannot use the key of another purchase', async () => {
    const sku = await stock(10);
    await buy({ sku, quantity: 1 }, 'key-taken');
    const refused = await buy({ sku, quantity: 2 }, 'key-taken');
    expect(refused).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    expect(await addUp(db, sku)).toMatchObject({ sold: 1 });
  });

  it('takes a key as it comes, quotes included', async () => {
    const sku = await stock(10);
    const quoted = await buy({ sku }, '"key-quoted"');
    expect((await buy({ sku }, '"key-quoted"')).body).toEqual(quoted.body);
    expect((await buy({ sku }, 'key-quoted')).body['id']).not.toBe(quoted.body['id']);
  });

  it.each(['', 'two words', 'schlüssel', 'k'.repeat(256)])('is refused with the key "%s"', async (key) => {
    const refused = await buy({ sku: 'DONUT' }, key);
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual(['Idempotency-Key must be 1 to 255 visible ASCII characters']);
  });

  it('may have a key of 255 characters', async () => {
    expect((await buy({ sku: await stock(1) }, 'k'.repeat(255))).status).toBe(201);
  });

  it.each([
    [{ quantity: 0 }, 'quantity must be at least 1'],
    [{ quantity: -1 }, 'quantity must be at least 1'],
    [{ quantity: 1.5 }, 'quantity must be a whole number'],
    [{ quantity: 10_001 }, 'quantity must be at most 10000'],
    [{ quantity: '1' }, 'quantity must be a whole number, not a text'],
    [{ quantity: null }, 'quantity must be a whole number'],
    [{ sku: undefined }, 'sku is required'],
    [{ sku: 7 }, 'sku must be a text'],
    [{ sku: 'a b' }, 'sku must be a SKU: 1 to 64 of A-Z a-z 0-9 . _ -'],
    [{ onHand: 5 }, 'onHand is not a known field'],
  ])('with %j is refused because %s', async (part, message) => {
    const refused = await buy({ sku: 'DONUT', ...part });
    expect(refused).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } });
    expect(faultsOf(refused)).toEqual([message]);
  });

  it('is told everything that is wrong with it at once', async () => {
    const refused = await buy({ quantity: 0, colour: 'pink' }, 'two words');
    expect(faultsOf(refused)).toEqual([
      'Idempotency-Key must be 1 to 255 visible ASCII characters',
      'sku is required',
      'quantity must be at least 1',
      'colour is not a known field',
    ]);
  });

  it('of what the shop does not have is refused', async () => {
    const refused = await buy({ sku: 'CAKE' });
    expect(refused).toMatchObject({ status: 404, body: { type: '/problems/unknown-product', sku: 'CAKE' } });
  });

  it('that nobody made cannot be looked up', async () => {
    const refused = await api.get('/v1/purchases/nobody');
    expect(refused).toMatchObject({ status: 404, body: { type: '/problems/unknown-purchase' } });
  });

  it('tells upper from lower case', async () => {
    const policy = { factoryId: 'FF-500293', reorderPoint: 0, orderQuantity: 0, leadTimeSeconds: 1 };
    await createProduct(db, { sku: 'Bun', name: 'Bun', price: { amount: 1, currency: 'KRW' }, policy }, 1);
    expect((await buy({ sku: 'bun' })).status).toBe(404);
    expect((await buy({ sku: 'Bun' })).status).toBe(201);
  });

  it('goes on while Temporal is away', async () => {
    api.workflows.isAway = true;
    try {
      const sku = await stock(1);
      expect((await buy({ sku })).status).toBe(201);
      expect((await buy({ sku })).body).toMatchObject({ restock: { id: `restock-${sku}-1`, state: 'requested' } });
    } finally {
      api.workflows.isAway = false;
    }
  });
});
