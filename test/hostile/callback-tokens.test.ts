import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { recordCancellation } from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

describeDatabase('a callback that does not prove that it is the factory’s', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let own: string;
  let others: string;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db, { env: { AUTH_FAILURES_PER_MINUTE: '10000' } });
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

  it('is replayed as often as one likes: the same proof and body count once, also after the restock is over', async () => {
    const address = `/v1/deliveries/restock-own-1?token=${own}`;
    const replays = (body: object) => Promise.all(Array.from({ length: 20 }, () => api.post(address, body)));
    const outcomesOf = (answers: Awaited<ReturnType<typeof replays>>) =>
      new Set(answers.map(({ body }) => body['outcome']));
    expect(outcomesOf(await replays({ quantity: 10 }))).toEqual(new Set(['duplicate']));
    await bookDelivery(db, 'restock-own-1', 'restock-own-1/only');
    expect(await getRestock(db, 'restock-own-1')).toMatchObject({ state: 'delivered', delivered: 10 });
    expect(outcomesOf(await replays({ quantity: 10 }))).toEqual(new Set(['duplicate']));
    expect(await addUp(db, 'own')).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('is stale: the token of a restock that is over opens no other one, and what it still says is held', async () => {
    await api.post('/v1/restocks', { sku: 'own', reason: 'the next one' });
    expect((await api.post(`/v1/deliveries/restock-own-2?token=${own}`, { quantity: 10 })).status).toBe(401);
    const next = (await getRestock(db, 'restock-own-2')).callbackToken;
    expect((await api.post(`/v1/deliveries/restock-own-1?token=${next}`, { quantity: 10 })).status).toBe(401);
    const late = await api.post(`/v1/deliveries/restock-own-1?token=${own}`, { deliveryId: 'late', quantity: 10 });
    expect(late.body).toEqual({ outcome: 'held' });

    await recordCancellation(db, 'restock-own-2', true);
    const called = await api.post(`/v1/deliveries/restock-own-2?token=${next}`, { quantity: 10 });
    expect(called.body).toEqual({ outcome: 'held' });
    for (const id of ['restock-own-1/id:late', 'restock-own-2/held:10'])
      await bookDelivery(db, id.split('/')[0] ?? '', id);
    expect(await addUp(db, 'own')).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await getRestock(db, 'restock-own-2')).toMatchObject({ state: 'cancelled', delivered: 0 });
  });
});
