import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertDelivery } from '../../src/restocking/delivery-store.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { raiseAttention, recordFailure } from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, quickTiming, stockDonuts } from '../support/donuts.ts';
import { samplesOf } from '../support/metric-texts.ts';
import { freePort, startProcess } from '../support/process.ts';

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

describeDatabase('the metrics of the API', (open) => {
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
    await (await api.fetchRaw('/console/restocks')).text();
    await (await api.fetchRaw('/docs/swagger-ui.css')).text();
    const samples = await scrape();
    const timed = (labels: string) => samples.get(`restock_http_request_duration_seconds_count{${labels}}`);
    expect(timed('method="GET",route="/v1/products/:sku",status="200"')).toBe(1);
    expect(timed('method="GET",route="/v1/products/:sku",status="404"')).toBe(1);
    expect(timed('method="GET",route="other",status="404"')).toBe(1);
    expect(timed('method="GET",route="/console{/*address}",status="200"')).toBe(1);
    expect(timed('method="GET",route="/docs{/*file}",status="200"')).toBe(1);
    // In Prometheus' format nothing else follows a backslash.
    expect([...samples.keys()].join('\n')).not.toMatch(/\\[^\\"n]/);
    expect([...samples.keys()].join('\n')).not.toContain(donut);
  });

  it('count what shares a transaction, and what is turned away', async () => {
    await stockDonuts(database.db, 100_000, {}, 'hot');
    const busy = await startApi(database.db, { env: { SALES_QUEUE_LIMIT: '1' } });
    const outcomes = async () => {
      const samples = await scrape(busy);
      return ['sold', 'busy'].map((outcome) => samples.get(`restock_purchases_total{outcome="${outcome}"}`)!);
    };
    let sent = 0;
    const rush = async () => {
      await Promise.all(Array.from({ length: 50 }, () => busy.post('/v1/purchases', { sku: 'hot' })));
      sent += 50;
      return (await outcomes())[1];
    };
    await expect.poll(rush).toBeGreaterThan(0);
    const [sold, shed] = await outcomes();
    expect(sold! + shed!).toBe(sent);
    const samples = await scrape(busy);
    expect(samples.get('restock_sales_batch_purchases_sum')).toBe(sold);
    expect(samples.get('restock_sales_waiting')).toBe(0);
    await busy.close();
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
      .update({ attention_since: hoursAgo(1) });
    const delivery = { restockId: 'restock-C-1', sku: 'C', quantity: 1, holdReason: null, source: 'callback' } as const;
    await insertDelivery(db, { ...delivery, id: 'C/1', status: 'received' });
    await insertDelivery(db, { ...delivery, id: 'C/2', status: 'held' });
    await db('deliveries')
      .where({ id: 'C/1' })
      .update({ received_at: hoursAgo(2) });
    await db('deliveries')
      .where({ id: 'C/2' })
      .update({ received_at: hoursAgo(24) });

    const samples = await scrape();
    expect(samples.get('restock_restocks{state="requested"}')).toBe(2);
    expect(samples.get('restock_restocks{state="failed"}')).toBe(1);
    expect(samples.get('restock_attention{reason="factory_unavailable"}')).toBe(1);
    expect(samples.get('restock_attention{reason="factory_rejected"}')).toBe(1);
    expect(samples.get('restock_attention{reason="internal_error"}')).toBe(0);
    const hours = (name: string) => Math.floor(samples.get(name)! / 3_600);
    expect(hours('restock_attention_oldest_seconds{reason="factory_unavailable"}')).toBe(1);
    expect(samples.get('restock_deliveries{status="received"}')).toBe(1);
    expect(samples.get('restock_deliveries{status="held"}')).toBe(1);
    expect(hours('restock_delivery_oldest_seconds{status="received"}')).toBe(2);
    expect(hours('restock_delivery_oldest_seconds{status="held"}')).toBe(24);
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

  it('are those of all processes together, whichever of them answers', async () => {
    await stockDonuts(database.db, 100, {}, 'shared');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: database.url, PORT: `${port}`, API_PROCESSES: '2' };
    const running = await startProcess('src/api/server.ts', `${url}/readyz`, env);
    try {
      await expect.poll(() => running.output().match(/the API is open/g)).toHaveLength(2);
      // A connection each, or one process would answer them all.
      const ask = (path: string, body?: object) =>
        fetch(`${url}${path}`, {
          headers: { 'content-type': 'application/json', connection: 'close' },
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
        });
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async () => (await ask('/v1/purchases', { sku: 'shared' })).status),
      );
      expect(new Set(statuses)).toEqual(new Set([201]));
      const texts = await Promise.all(Array.from({ length: 6 }, async () => (await ask('/metrics')).text()));
      for (const text of texts) {
        const samples = samplesOf(text);
        expect(samples.get('restock_purchases_total{outcome="sold"}')).toBe(20);
        expect(samples.get('restock_ready')).toBe(1);
      }
    } finally {
      await running.end('SIGKILL');
    }
  }, 60_000);
});
