import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
} from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, otherFactoryId, stockDonuts } from '../support/donuts.ts';

const names = ['asked', 'late', 'refused', 'off', 'away', 'elsewhere', 'done'] as const;
type Name = (typeof names)[number];
const idOf = (name: Name) => `restock-${name}-1`;

describeEachDatabase('filters of restocks', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
    for (const [day, name] of names.entries()) {
      await stockDonuts(db, 10, { factoryId: name === 'elsewhere' ? otherFactoryId : factoryId }, name);
      await api.post('/v1/restocks', { sku: name, reason: 'a test' });
      await db('restocks')
        .where({ id: idOf(name) })
        .update({ requested_at: new Date(Date.UTC(2026, 0, day + 1)) });
    }
    await recordOrder(db, idOf('late'), 'F-1');
    await raiseAttention(db, idOf('late'), 'delivery_overdue', 'late');
    await recordFailure(db, idOf('refused'), 'factory_rejected', 'no donuts');
    await recordCancellation(db, idOf('off'), true);
    await raiseAttention(db, idOf('away'), 'factory_unavailable', 'no answer');
    await api.post(`/v1/restocks/${idOf('done')}/receive`, { reason: 'it is here' });
  });
  afterAll(() => api.close());

  const namesFor = async (query: string) =>
    (await api.listAll(`/v1/restocks?${query}`, 1)).map(({ sku }) => String(sku));
  const countsFor = async (query: string) => (await api.get(`/v1/restocks/counts?${query}`)).body;

  const fitting: [query: string, fits: Name[]][] = [
    ['state=requested,failed', ['elsewhere', 'away', 'refused', 'asked']],
    ['state=requested&state=failed', ['elsewhere', 'away', 'refused', 'asked']],
    ['state=delivered,cancelled,delivered', ['done', 'off']],
    ['attention=delivery_overdue,factory_rejected', ['refused', 'late']],
    ['attention=delivery_overdue,factory_rejected&state=failed', ['refused']],
    [`factoryId=${otherFactoryId}`, ['elsewhere']],
    [`factoryId=${factoryId}&state=requested`, ['away', 'asked']],
    ['requestedFrom=2026-01-02T00:00:00Z&requestedBefore=2026-01-04T00:00:00Z', ['refused', 'late']],
    ['requestedFrom=2026-01-02T09:00:00%2B09:00&requestedBefore=2026-01-03T00:00:00Z', ['late']],
    ['since=2026-01-01T00:00:00Z', ['away', 'refused', 'late']],
    ['until=2026-01-01T00:00:00Z', []],
    ['sku=late', ['late']],
    ['', ['done', 'elsewhere', 'away', 'off', 'refused', 'late', 'asked']],
  ];

  it.each(fitting)('%s: list them newest first, and count as many', async (query, fits) => {
    expect(await namesFor(query)).toEqual(fits);
    expect(await countsFor(query)).toMatchObject({ total: fits.length, isExact: true });
  });

  it('mean the same in a retry of many, of which those that need none are left out', async () => {
    for (const [query, fits] of fitting) {
      const parameters = new URLSearchParams(query);
      const filter = Object.fromEntries([...parameters.keys()].map((key) => [key, parameters.getAll(key).join()]));
      const { body } = await api.post('/v1/restocks/retry', { filter, reason: 'a test', dryRun: true });
      const [some, others] = [body['restocks'], body['refused']] as { id: string }[][];
      const found = [...(some ?? []), ...(others ?? [])].map(({ id }) => id);
      const troubled = fits.filter((name) => ['late', 'refused', 'away'].includes(name));
      expect(found.toSorted()).toEqual(troubled.map(idOf).toSorted());
    }
  });

  it('take a list of states from a retry of many as well', async () => {
    const filter = { state: ['failed', 'ordered'], attention: 'factory_rejected' };
    const { body } = await api.post('/v1/restocks/retry', { filter, reason: 'a test', dryRun: true });
    expect(body).toMatchObject({ count: 1, restocks: [{ id: idOf('refused') }] });
  });

  it('count by state and by attention', async () => {
    expect(await countsFor('')).toEqual({
      total: 7,
      inFlight: 4,
      failed: 1,
      states: { requested: 3, ordered: 1, partially_delivered: 0, delivered: 1, failed: 1, cancelled: 1 },
      attention: {
        factory_unavailable: 1,
        factory_rejected: 1,
        delivery_overdue: 1,
        unexpected_delivery: 0,
        internal_error: 0,
      },
      isExact: true,
    });
    expect(await countsFor(`factoryId=${factoryId}&state=ordered,delivered`)).toMatchObject({
      total: 2,
      inFlight: 1,
      states: { ordered: 1, delivered: 1, requested: 0 },
      attention: { delivery_overdue: 1, factory_rejected: 0 },
    });
  });
});

describeEachDatabase('of very many restocks', (open) => {
  it('counts are exact for all, and say where they stopped for a part; a retry takes ten thousand, and says so', async () => {
    const { db } = await open();
    const api = await startApi(db);
    try {
      await stockDonuts(db, 10);
      await api.post('/v1/restocks', { sku: 'CP-502101', reason: 'a test' });
      const [row] = await db('restocks');
      const closed = Array.from({ length: 10_001 }, (_, index) => ({
        ...row!,
        id: `restock-CP-502101-${index + 2}`,
        number: index + 2,
        open_sku: null,
        state: 'delivered',
      }));
      await db.batchInsert('restocks', closed, 200);
      await db('products').update({ restock_count: 10_002 });
      const all = await api.get('/v1/restocks/counts');
      expect(all.body).toMatchObject({ total: 10_002, states: { delivered: 10_001 }, isExact: true });
      const some = await api.get(`/v1/restocks/counts?factoryId=${factoryId}`);
      expect(some.body).toMatchObject({ total: 10_001, states: { delivered: 10_000, requested: 1 }, isExact: false });

      await db('restocks').update({ state: 'failed', open_sku: db.ref('id') });
      const press = { filter: {}, reason: 'a test', dryRun: true };
      const most = (await api.post('/v1/restocks/retry', press)).body;
      expect(most).toMatchObject({ count: 10_000, refusedCount: 0, isAll: false });
      expect(most['restocks']).toHaveLength(200);
      await db('restocks').whereIn('number', [1, 2]).update({ state: 'delivered', open_sku: null });
      expect((await api.post('/v1/restocks/retry', press)).body).toMatchObject({ count: 10_000, isAll: true });
    } finally {
      await api.close();
    }
  });
});
