import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertDelivery } from '../../src/restocking/delivery-store.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { raiseAttention, recordFailure } from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, quickTiming, stockDonuts } from '../support/donuts.ts';
import { samplesOf } from '../support/metric-texts.ts';

describeEachDatabase('the metrics of the API', (open) => {
  let database: OpenDatabase;
  let api: TestApi;

  beforeEach(async () => {
    database = await open();
    api = await startApi(database.db);
    await stockDonuts(database.db, 1);
  });
  afterEach(() => api.close());

  const scrape = async (from = api) => samplesOf(await (await from.fetchRaw('/metrics')).text());
  const purchases = async (outcome: string) => (await scrape()).get(`restock_purchases_total{outcome="${outcome}"}`);
  const buy = (sku = donut, key?: string) =>
    api.post('/v1/purchases', { sku }, key === undefined ? {} : { 'Idempotency-Key': key });

  it('count purchases by what became of them', async () => {
    expect(await purchases('failed')).toBe(0);
    await buy(donut, 'key-1');
    await buy(donut, 'key-1');
    await buy();
    await buy('unknown');
    expect(await purchases('sold')).toBe(1);
    expect(await purchases('replayed')).toBe(1);
    expect(await purchases('sold-out')).toBe(1);
    expect(await purchases('refused')).toBe(1);
  });

  it('count a purchase that fails through our own fault', async () => {
    await database.db.schema.renameTable('purchases', 'elsewhere');
    await api.fetchRaw('/v1/purchases', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: donut }),
    });
    expect(await purchases('failed')).toBe(1);
  });

  it('time requests by route, not by address, so that their number stays small', async () => {
    await api.get(`/v1/products/${donut}`);
    await api.get('/v1/products/another');
    await api.get('/nowhere');
    const samples = await scrape();
    const timed = (labels: string) => samples.get(`restock_http_request_duration_seconds_count{${labels}}`);
    expect(timed('method="GET",route="/v1/products/:sku",status="200"')).toBe(1);
    expect(timed('method="GET",route="/v1/products/:sku",status="404"')).toBe(1);
    expect(timed('method="GET",route="other",status="404"')).toBe(1);
    expect([...samples.keys()].join('\n')).not.toContain(donut);
  });

  it('count callbacks that prove nothing', async () => {
    await requestRestock(database.db, donut, { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming });
    await api.post(`/v1/deliveries/restock-${donut}-1?token=guessed`, { quantity: 1 });
    expect((await scrape()).get('restock_refused_authentications_total{kind="callback"}')).toBe(1);
  });

  it('show restocks by state and attention with the age of the oldest, and what nobody has booked', async () => {
    const { db } = database;
    const request = { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming } as const;
    for (const sku of ['A', 'B', 'C']) {
      await stockDonuts(db, 1, {}, sku);
      await requestRestock(db, sku, request);
    }
    await raiseAttention(db, 'restock-A-1', 'factory_unavailable', 'It is down.');
    await recordFailure(db, 'restock-B-1', 'factory_rejected', 'It does not make that.');
    await db('restocks')
      .where({ id: 'restock-A-1' })
      .update({ attention_since: new Date(Date.now() - 60_000) });
    const delivery = { restockId: 'restock-C-1', sku: 'C', quantity: 1, holdReason: null, source: 'callback' } as const;
    await insertDelivery(db, { ...delivery, id: 'C/1', status: 'received' });
    await insertDelivery(db, { ...delivery, id: 'C/2', status: 'held' });
    await db('deliveries')
      .where({ id: 'C/1' })
      .update({ received_at: new Date(Date.now() - 90_000) });

    const samples = await scrape();
    expect(samples.get('restock_restocks{state="requested"}')).toBe(2);
    expect(samples.get('restock_restocks{state="failed"}')).toBe(1);
    expect(samples.get('restock_attention{reason="factory_unavailable"}')).toBe(1);
    expect(samples.get('restock_attention{reason="factory_rejected"}')).toBe(1);
    expect(samples.get('restock_attention{reason="internal_error"}')).toBe(0);
    expect(samples.get('restock_attention_oldest_seconds{reason="factory_unavailable"}')).toBeGreaterThanOrEqual(60);
    expect(samples.get('restock_deliveries{status="received"}')).toBe(1);
    expect(samples.get('restock_deliveries{status="held"}')).toBe(1);
    expect(samples.get('restock_delivery_oldest_seconds{status="received"}')).toBeGreaterThanOrEqual(90);
    expect(samples.get('restock_delivery_oldest_seconds{status="held"}')).toBeLessThan(60);
  });

  it('ask the database once for many scrapes', async () => {
    let queries = 0;
    database.db.on('query', () => (queries += 1));
    await Promise.all(Array.from({ length: 20 }, () => scrape()));
    expect(queries).toBe(3);
  });

  it('are served while nothing else may be, and say so', async () => {
    const waiting = await startApi(database.db, { notReady: () => 'The database lacks its tables.' });
    const samples = await scrape(waiting);
    expect(samples.get('restock_ready')).toBe(0);
    expect(samples.get('restock_purchases_total{outcome="sold"}')).toBe(0);
    await waiting.close();
  });

  it('say not ready, and count on, where the database does not answer', async () => {
    await database.db.schema.renameTable('restocks', 'elsewhere');
    const samples = await scrape();
    expect(samples.get('restock_ready')).toBe(0);
    expect(samples.has('restock_restocks{state="requested"}')).toBe(false);
    expect(samples.has('restock_purchases_total{outcome="sold"}')).toBe(true);
  });
});
