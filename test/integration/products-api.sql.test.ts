import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';

const donut = { name: '도넛', price: { amount: 3000, currency: 'KRW' }, policy: { leadTimeSeconds: 60 } };

describeEachDatabase('products over HTTP', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;
  const newSku = () => `P-${String(++products).padStart(3, '0')}`;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
  });
  afterAll(() => api.close());

  it('are created with stock, and a policy of which only the lead time must be said', async () => {
    const sku = newSku();
    const created = await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 7 });
    expect(created.status).toBe(201);
    expect(created.headers.get('Location')).toBe(`/v1/products/${sku}`);
    expect(created.body).toEqual({
      sku,
      name: '도넛',
      price: donut.price,
      onHand: 7,
      policy: { factoryId: 'FF-500293', reorderPoint: 0, orderQuantity: 10, leadTimeSeconds: 60 },
      restock: null,
    });
    expect((await api.get(`/v1/products/${sku}`)).body).toEqual(created.body);
    expect(await addUp(db, sku)).toMatchObject({ onHand: 7 });
  });

  it('are changed without a change of stock', async () => {
    const sku = newSku();
    await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 7 });
    const policy = { factoryId: 'FF-500293', reorderPoint: 2, orderQuantity: 0, leadTimeSeconds: 5 };
    const changed = await api.put(`/v1/products/${sku}`, {
      name: 'Ring',
      price: { amount: 1, currency: 'EUR' },
      policy,
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Ring', price: { amount: 1 }, onHand: 7, policy } });
  });

  it('have an opening stock only once', async () => {
    const sku = newSku();
    await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 7 });
    const refused = await api.put(`/v1/products/${sku}`, { ...donut, name: 'Ring', openingStock: 7 });
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual([
      `openingStock is only for a new product, but ${sku} exists and has 7 on hand; ` +
        `leave it out, and correct stock with POST /v1/products/${sku}/adjustments`,
    ]);
    expect((await api.get(`/v1/products/${sku}`)).body).toMatchObject({ name: '도넛', onHand: 7 });
  });

  it('are refused with everything that is wrong with them', async () => {
    const refused = await api.put(`/v1/products/${newSku()}`, {
      name: ' ',
      price: { amount: -1, currency: 'won' },
      policy: { factoryId: 'FF-0', reorderPoint: 1.5, orderQuantity: -1 },
      openingStock: -1,
      onHand: 5,
    });
    expect(faultsOf(refused)).toEqual([
      'name must have at least 1 character',
      'price.amount must be at least 0',
      'price.currency must be three capital letters of ISO 4217, such as KRW',
      'policy.factoryId must be FF-500293',
      'policy.reorderPoint must be a whole number',
      'policy.orderQuantity must be at least 0',
      'policy.leadTimeSeconds is required',
      'openingStock must be at least 0',
      'onHand is not a known field',
    ]);
  });

  it('show the restock that is under way', async () => {
    const sku = newSku();
    await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 1 });
    await api.post('/v1/purchases', { sku });
    const restock = { id: `restock-${sku}-1`, state: 'requested', attention: null, expectedAt: null };
    expect((await api.get(`/v1/products/${sku}`)).body).toMatchObject({ onHand: 0, restock });
    expect(await api.listAll('/v1/products', 50)).toContainEqual(expect.objectContaining({ sku, restock }));
  });

  it('are listed in order of SKU, page by page, each once', async () => {
    for (const sku of ['page-c', 'page-a', 'page-b']) await api.put(`/v1/products/${sku}`, donut);
    const skus = (await api.listAll('/v1/products', 2)).map(({ sku }) => sku);
    expect(skus.slice(-3)).toEqual(['page-a', 'page-b', 'page-c']);
    expect(new Set(skus)).toHaveLength(skus.length);
  });

  it.each([
    ['limit=0', 'limit must be at least 1'],
    ['limit=201', 'limit must be at most 200'],
    ['limit=all', 'limit must be a whole number'],
    ['cursor=nonsense', 'cursor must be the `next` of an earlier answer of this list'],
    ['page=2', 'page is not a known parameter'],
  ])('are not listed with %s, because %s', async (query, message) => {
    const refused = await api.get(`/v1/products?${query}`);
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual([message]);
  });

  it('that the shop does not have are unknown everywhere', async () => {
    const unknown = { status: 404, body: { type: '/problems/unknown-product', sku: 'CAKE' } };
    expect(await api.get('/v1/products/CAKE')).toMatchObject(unknown);
    expect(await api.get('/v1/products/CAKE/movements')).toMatchObject(unknown);
    expect(await api.post('/v1/products/CAKE/adjustments', { quantity: 1, reason: 'found' })).toMatchObject(unknown);
  });

  it('cannot have a SKU that no SKU can be', async () => {
    expect(faultsOf(await api.get('/v1/products/d%C3%B6nut'))).toEqual([
      'sku must be a SKU: 1 to 64 of A-Z a-z 0-9 . _ -',
    ]);
  });

  describe('stock', () => {
    it('is corrected up and down, each with its reason', async () => {
      const sku = newSku();
      await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 5 });
      const found = await api.post(`/v1/products/${sku}/adjustments`, { quantity: 4, reason: ' found ', actor: '김' });
      expect(found).toMatchObject({
        status: 201,
        body: { kind: 'adjustment', quantity: 4, onHand: 9, reason: 'found', actor: '김' },
      });
      const broken = await api.post(`/v1/products/${sku}/adjustments`, { quantity: -9, reason: 'dropped' });
      expect(broken).toMatchObject({ status: 201, body: { quantity: -9, onHand: 0, sequence: 3 } });
      expect((await api.get(`/v1/products/${sku}`)).body).toMatchObject({ onHand: 0, restock: null });
    });

    it('cannot be corrected below zero', async () => {
      const sku = newSku();
      await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 5 });
      const refused = await api.post(`/v1/products/${sku}/adjustments`, { quantity: -6, reason: 'dropped' });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ type: '/problems/stock-would-go-negative', sku, onHand: 5, requested: -6 });
      expect((await api.get(`/v1/products/${sku}`)).body).toMatchObject({ onHand: 5 });
    });

    it('cannot be corrected to more than the shelf holds', async () => {
      const sku = newSku();
      await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 5 });
      await db('products').where({ sku }).update({ on_hand: 999_999_999 });
      const refused = await api.post(`/v1/products/${sku}/adjustments`, { quantity: 2, reason: 'found' });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ type: '/problems/stock-too-large', sku, onHand: 999_999_999, requested: 2 });
      const found = await api.post(`/v1/products/${sku}/adjustments`, { quantity: 1, reason: 'found' });
      expect(found).toMatchObject({ status: 201, body: { onHand: 1_000_000_000 } });
    });

    it.each([
      [{ quantity: 0, reason: 'x' }, ['quantity must not be 0: that changes nothing']],
      [{ quantity: 1_000_001, reason: 'x' }, ['quantity must be at most 1000000']],
      [{ quantity: -1_000_001, reason: 'x' }, ['quantity must be at least -1000000']],
      [{ quantity: 0.5, reason: ' ' }, ['quantity must be a whole number', 'reason must have at least 1 character']],
      [{ quantity: 1 }, ['reason is required']],
    ])('is not corrected by %j', async (adjustment, messages) => {
      const refused = await api.post('/v1/products/CAKE/adjustments', adjustment);
      expect(refused.status).toBe(400);
      expect(faultsOf(refused)).toEqual(messages);
    });

    it('is the sum of its ledger, which is read newest first, page by page', async () => {
      const sku = newSku();
      await api.put(`/v1/products/${sku}`, { ...donut, openingStock: 5 });
      await api.post('/v1/purchases', { sku, quantity: 2 });
      await api.post(`/v1/products/${sku}/adjustments`, { quantity: 1, reason: 'found' });
      await api.post('/v1/purchases', { sku });
      const entries = await api.listAll(`/v1/products/${sku}/movements`, 3);
      expect(entries.map(({ sequence, kind, quantity, onHand }) => [sequence, kind, quantity, onHand])).toEqual([
        [4, 'sale', -1, 3],
        [3, 'adjustment', 1, 4],
        [2, 'sale', -2, 3],
        [1, 'adjustment', 5, 5],
      ]);
    });
  });
});

describeEachDatabase('with keys', (open) => {
  it('the opening stock of a product and each correction have the name of their key', async () => {
    const { db } = await open();
    const api = await startApi(db, { env: { AUTH: 'keys' } });
    const { headers } = await createKey(db, 'warehouse', ['read', 'operate']);
    const body = JSON.stringify({ ...donut, openingStock: 7 });
    const json = { headers: { ...headers, 'content-type': 'application/json' } };
    expect((await api.send('PUT', '/v1/products/A', { ...json, body })).status).toBe(201);
    await api.post('/v1/products/A/adjustments', { quantity: 1, reason: 'found', actor: 'Kim' }, headers);
    const { body: ledger } = await api.send('GET', '/v1/products/A/movements', { headers });
    expect(ledger['items']).toMatchObject([
      { quantity: 1, actor: 'warehouse' },
      { quantity: 7, actor: 'warehouse' },
    ]);
    await api.close();
  });
});

describeEachDatabase('with several factories a product', (open) => {
  it('must say which one', async () => {
    const { db } = await open();
    const factories = ['FF-1', 'FF-2'].map((id) => ({ id, url: 'http://127.0.0.1:4000' }));
    const api = await startApi(db, { env: { FACTORIES: JSON.stringify(factories) } });
    expect(faultsOf(await api.put('/v1/products/A', donut))).toEqual([
      'policy.factoryId is required: one of FF-1, FF-2',
    ]);
    expect(
      faultsOf(await api.put('/v1/products/A', { ...donut, policy: { factoryId: 'FF-3', leadTimeSeconds: 1 } })),
    ).toEqual(['policy.factoryId must be one of FF-1, FF-2']);
    const created = await api.put('/v1/products/A', { ...donut, policy: { factoryId: 'FF-2', leadTimeSeconds: 1 } });
    expect(created).toMatchObject({ status: 201, body: { policy: { factoryId: 'FF-2' } } });
    await api.close();
  });
});
