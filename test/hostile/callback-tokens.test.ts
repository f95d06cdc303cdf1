import { afterAll, beforeAll, expect, it } from 'vitest';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { stockDonuts } from '../support/donuts.ts';

describeEachDatabase('a callback that does not prove that it is the factory’s', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let own: string;
  let others: string;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
    for (const sku of ['own', 'other']) {
      await stockDonuts(db, 0, {}, sku);
      await api.post('/v1/restocks', { sku, reason: 'a test' });
    }
    own = (await getRestock(db, 'restock-own-1')).callbackToken;
    others = (await getRestock(db, 'restock-other-1')).callbackToken;
  });
  afterAll(() => api.close());

  it('is not accepted, whatever stands in place of the token, and changes nothing', async () => {
    const flipped = Array.from(
      own,
      (_, index) => own.slice(0, index) + (own[index] === 'A' ? 'B' : 'A') + own.slice(index + 1),
    );
    const truncated = Array.from(own, (_, index) => own.slice(0, index));
    const odd = [
      others,
      `${own}=`,
      `${own}%00`,
      `%20${own}`,
      `${own}x`,
      own.toUpperCase(),
      own.toLowerCase(),
      'null',
      '__proto__',
      '%F0%9F%8D%A9',
    ];
    const queries = ['', '?', `?Token=${own}`, `?token[]=${own}`, `#token=${own}`].concat(
      [...flipped, ...truncated, ...odd].map((token) => `?token=${token}`),
    );
    for (const query of queries) {
      const answer = await api.post(`/v1/deliveries/restock-own-1${query}`, { deliveryId: 'D-1', quantity: 10 });
      expect([query, answer.status]).toEqual([query, 401]);
    }
    const twice = await api.post(`/v1/deliveries/restock-own-1?token=${others}&token=${own}`, { quantity: 10 });
    expect(twice.status).toBe(400);
    expect(await db('deliveries').select()).toEqual([]);
    expect(await db('stock_movements').select()).toEqual([]);
    expect(api.workflows.signalled).toEqual([]);
  });

  it('is accepted with the restock’s own token', async () => {
    const answer = await api.post(`/v1/deliveries/restock-own-1?token=${own}`, { quantity: 10 });
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  });
});
