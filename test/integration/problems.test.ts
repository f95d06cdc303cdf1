import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problems } from '../../src/api/problem.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeDatabase } from '../support/databases.ts';
import { stockDonuts, donut } from '../support/donuts.ts';

const json = { 'content-type': 'application/json' };

describeDatabase('a request that cannot be read', (open) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi((await open()).db);
  });
  afterAll(() => api.close());
  const buy = (body: string | undefined, headers: Record<string, string> = json) =>
    api.send('POST', '/v1/purchases', { headers, body });

  it.each(['{"sku":', "{'sku':'A'}", 'sku', '{"sku":"A",}'])('is malformed: %s', async (body) => {
    expect(await buy(body)).toMatchObject({ status: 400, body: { type: '/problems/malformed-json' } });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'is no JSON: %s',
    async (type) => {
      const refused = await buy('{}', { 'content-type': type });
      expect(refused).toMatchObject({ status: 415, body: { type: '/problems/unsupported-media-type' } });
    },
  );

  it('is larger than 100 kB', async () => {
    const refused = await buy(JSON.stringify({ sku: 'A'.repeat(102_400) }));
    expect(refused).toMatchObject({ status: 413, body: { type: '/problems/body-too-large' } });
  });

  it.each([
    [undefined, {}, 'the body is required'],
    [undefined, json, 'sku is required'],
    ['[]', json, 'the body must be an object'],
    ['5', json, 'the body must be an object'],
    ['null', json, 'the body must be an object'],
  ])('has the body %s', async (body, headers, message) => {
    const refused = await buy(body, headers);
    expect(refused).toMatchObject({ status: 400, body: { type: '/problems/invalid-request', errors: [{ message }] } });
  });

  it('has an address that cannot be decoded', async () => {
    expect((await api.fetchRaw('/v1/products/%ff')).status).toBe(400);
  });

  it.each(['/docs/', '/docs/swagger-ui.css', '/console/'])('sets a condition that does not hold: %s', async (path) => {
    for (const condition of [{ 'if-match': '"other"' }, { 'if-unmodified-since': new Date(0).toUTCString() }]) {
      const refused = await api.fetchRaw(path, { headers: condition });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ type: '/problems/invalid-request' });
    }
  });

  it.each(['/docs/', '/console/'])('asks for a part that is not there, and gets the whole: %s', async (path) => {
    const whole = await (await api.fetchRaw(path)).text();
    const response = await api.fetchRaw(path, { headers: { range: 'bytes=99999999-' } });
    expect([response.status, await response.text()]).toEqual([200, whole]);
  });
});

describeDatabase('an address', (open) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi((await open()).db);
  });
  afterAll(() => api.close());

  it.each(['/v1', '/v2/products', '/v1/purchases/1/2', '/problems/none', '/admin'])('is unknown: %s', async (path) => {
    const refused = await api.get(path);
    expect(refused).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  });

  it.each([
    ['GET', '/v1/purchases', 'POST'],
    ['DELETE', '/v1/products/A', 'GET, PUT, HEAD'],
    ['POST', '/livez', 'GET, HEAD'],
    // Not the restock of that name.
    ['GET', '/v1/restocks/retry', 'POST'],
  ])('does not know the method: %s %s', async (method, path, allow) => {
    const response = await api.fetchRaw(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe(allow);
    expect(await response.json()).toMatchObject({ type: '/problems/method-not-allowed', allowed: allow.split(', ') });
  });

  it('of every problem document leads to a page that explains it', async () => {
    const { body } = await api.get('/v1/products/CAKE');
    const page = await api.fetchRaw(String(body['type']));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>There is no such product</h1>');
    for (const code of Object.keys(problems)) expect((await api.fetchRaw(`/problems/${code}`)).status).toBe(200);
    expect(await (await api.fetchRaw('/problems')).text()).toContain('href="/problems/sold-out"');
  });

  it.each([
    '/v1/products',
    '/v1/products/NONE',
    '/v1/purchases',
    '/v1/nothing',
    '/nothing',
    '/livez',
    '/openapi.json',
    '/metrics',
    '/product/donut',
    '/product/none',
    '/checkout/none',
  ])('is data and no page, and says nothing of what it is made of: %s', async (path) => {
    const { headers } = await api.fetchRaw(path);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows pages that run only scripts of its own, in no frame of others', async () => {
    for (const path of ['/docs/', '/problems', '/problems/sold-out']) {
      const policy = (await api.fetchRaw(path)).headers.get('content-security-policy');
      expect({ path, policy: policy?.split(';') }).toMatchObject({
        path,
        policy: expect.arrayContaining(["script-src 'self'", "frame-ancestors 'self'"]) as string[],
      });
    }
  });
});

describe('a database that is away', () => {
  const db = openDatabase({ url: 'mysql://root@127.0.0.1:1/nowhere', poolSize: 1 });
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(db);
  });
  afterAll(async () => {
    await api.close();
    await db.destroy();
  });

  it('leaves the outcome of a purchase unknown, to be settled with the same key', async () => {
    const refused = await api.post('/v1/purchases', { sku: donut }, { 'Idempotency-Key': 'k' });
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect(refused.body['detail']).toBe(
      'The database cannot be reached, so the outcome is unknown. Ask again; a purchase with the same Idempotency-Key.',
    );
  });

  it('makes the process unready, but not dead', async () => {
    expect((await api.get('/livez')).body).toEqual({ status: 'ok' });
    const refused = await api.get('/readyz');
    expect(refused).toMatchObject({ status: 503, body: { detail: 'The database does not answer: ECONNREFUSED.' } });
  });
});

describeDatabase('a database that has no time', (open) => {
  it('lets the caller come again', async () => {
    const { db } = await open();
    const pool = db.client.pool as { max: number; acquireTimeoutMillis: number };
    const api = await startApi(db);
    const holders = await Promise.all(Array.from({ length: pool.max }, () => db.transaction()));
    pool.acquireTimeoutMillis = 50;
    const refused = await api.post('/v1/purchases', { sku: donut });
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/busy' } });
    expect(refused.headers.get('Retry-After')).toBe('1');
    await Promise.all(holders.map((holder) => holder.rollback()));
    await api.close();
  });
});

describeDatabase('readiness', (open) => {
  it('does not depend on Temporal, but tells of it', async () => {
    const { db } = await open();
    const api = await startApi(db);
    expect(await api.get('/readyz')).toMatchObject({
      status: 200,
      body: { database: 'ok', temporal: 'ok', sales: 'ok' },
    });
    await api.close();

    const lonely = await startApi(db);
    lonely.workflows.isAway = true;
    expect(await lonely.get('/readyz')).toMatchObject({ status: 200, body: { database: 'ok', temporal: 'away' } });
    await lonely.close();
  });

  it('needs the whole schema', async () => {
    const { db } = await open();
    await db('knex_migrations').delete();
    const api = await startApi(db);
    const refused = await api.get('/readyz');
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
    expect(refused.body['detail']).toContain('lacks the migrations 001-shop');
    await api.close();
  });

  it('comes before anything is served, when the process has just started', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    let reason: string | null = 'The database does not answer (it sleeps).';
    const api = await startApi(db, { notReady: () => reason });
    const refused = await api.get('/v1/products');
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/unavailable', detail: reason } });
    expect((await api.send('POST', '/checkout')).status).toBe(500);
    expect((await api.get('/livez')).status).toBe(200);
    reason = null;
    expect((await api.get('/v1/products')).status).toBe(200);
    await api.close();
  });
});

describeDatabase('an error that nobody had thought of', (open) => {
  it('keeps its words to the log, and the values of the statement from it', async () => {
    const { db } = await open();
    const { logger, text: logged } = captureLog();
    const api = await startApi(db, { logger });
    await db.schema.dropTable('purchases');
    await stockDonuts(db, 1);
    const refused = await api.post('/v1/purchases', { sku: donut }, { 'Idempotency-Key': 'my-secret-key' });
    expect(refused).toMatchObject({ status: 500, body: { type: '/problems/internal-error' } });
    expect(JSON.stringify(refused.body)).not.toMatch(/purchases|select|insert|at /i);
    await expect.poll(logged).toContain('from `purchases`');
    expect(logged()).toContain(String(refused.body['instance']).replace('urn:uuid:', ''));
    expect(logged()).not.toContain('my-secret-key');
    await api.close();
  });
});
