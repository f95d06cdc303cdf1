import { afterAll, beforeAll, expect, it } from 'vitest';
import { revokeKey } from '../../src/access/key-store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';
import { watchRefusals } from '../support/watch-refusals.ts';

const own = { 'restock-console': '1', 'sec-fetch-site': 'same-origin' };

describeDatabase('a log-in of the console', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  const { denied, log, options } = watchRefusals();

  beforeAll(async () => {
    ({ db } = await open());
    await stockDonuts(db, 100);
    const env = { AUTH: 'keys', TRUSTED_PROXIES: 'loopback' };
    api = await startApi(db, { env, ...options });
  });
  afterAll(() => api.close());

  const logIn = (key: string, headers: Record<string, string> = {}) => api.post('/console/session', { key }, headers);
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')!.split(';', 1)[0]!;
  const get = (cookie: string, headers = {}) => api.send('GET', '/v1/restocks', { headers: { cookie, ...headers } });
  const adjust = (cookie: string, headers: Record<string, string>) =>
    api.post(`/v1/products/${donut}/adjustments`, { quantity: 1, reason: 'found' }, { cookie, ...headers });

  it('counts like the key, for what people do', async () => {
    const { text } = await createKey(db, 'kim', ['operate', 'sell']);
    const answer = await logIn(text, own);
    expect(answer).toMatchObject({ status: 200, body: { auth: 'keys', name: 'kim', scopes: ['operate'] } });
    const cookie = cookieOf(answer);
    expect((await get(cookie)).status).toBe(200);
    expect(await adjust(cookie, own)).toMatchObject({ status: 201, body: { actor: 'kim' } });
    const asked = { sku: donut, reason: 'holiday ahead', actor: 'the boss' };
    const { body: restock } = await api.post('/v1/restocks', asked, { cookie, ...own });
    const { body: found } = await api.send('GET', `/v1/restocks/${String(restock['id'])}`, { headers: { cookie } });
    expect(found['timeline']).toMatchObject([
      { actor: 'kim', message: `10 × ${donut} requested by kim: holiday ahead` },
    ]);
    const bought = await api.post('/v1/purchases', { sku: donut }, { cookie, ...own });
    expect(bought).toMatchObject({ status: 403, body: { needed: ['sell'], granted: ['operate'] } });
    expect((await get(`theme=dark; ${cookie}; _ga=1`)).status).toBe(200);
    const who = await api.send('GET', '/console/session', { headers: { cookie } });
    expect(who.body).toMatchObject({ name: 'kim', scopes: ['operate'] });
    expect(who.headers.get('cache-control')).toBe('no-store');
  });

  it('is a cookie that no script can read and no other site can send, with HTTPS for HTTPS only', async () => {
    const { text } = await createKey(db, 'kim', ['read']);
    const plain = (await logIn(text)).headers.get('set-cookie');
    const form = /^restock_session=[\w-]{43}; Path=\/; Max-Age=43\d{3}; HttpOnly; SameSite=Strict$/;
    expect(plain).toMatch(form);
    const secure = await logIn(text, { 'x-forwarded-proto': 'https' });
    expect(secure.headers.get('set-cookie')).toMatch(/^__Host-restock_session=.* SameSite=Strict; Secure$/);
    const viaHttps = await get(cookieOf(secure), { 'x-forwarded-proto': 'https' });
    expect(viaHttps.status).toBe(200);
    const renamed = cookieOf(secure).replace('__Host-', '');
    expect((await get(renamed, { 'x-forwarded-proto': 'https' })).status).toBe(401);
  });

  it('needs a key that may operate or read, and the right one', async () => {
    const till = await createKey(db, 'till', ['sell', 'factory']);
    expect(await logIn(till.text)).toMatchObject({ status: 403, body: { needed: ['operate', 'read'] } });
    expect((await logIn(`${till.text.slice(0, -1)}!`)).status).toBe(401);
    expect((await logIn(till.text, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await api.post('/console/session', {})).status).toBe(400);
  });

  it('does not let another site do anything in its name', async () => {
    const { text } = await createKey(db, 'kim', ['operate']);
    const cookie = cookieOf(await logIn(text));
    const { host } = new URL(api.url);
    const refused: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { ...own, origin: 'https://evil.example' },
      { ...own, origin: 'null' },
      { ...own, origin: `http://${host}0` },
    ];
    for (const headers of refused) {
      const answer = await adjust(cookie, headers);
      expect([headers, answer.status, answer.body['type']]).toEqual([headers, 403, '/problems/cross-site']);
      expect(denied.at(-1)).toEqual({ denial: 'cross-site', route: 'POST /v1/products/{sku}/adjustments' });
    }
    expect((await get(cookie, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await adjust(cookie, { ...own, origin: `http://${host}` })).status).toBe(201);
    const preflight = await api.fetchRaw('/v1/purchases', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    await expect.poll(log).toContain('"denial":"cross-site"');
  });

  it('cannot be made up, or taken from another service', async () => {
    const elsewhere = await open();
    const { text } = await createKey(elsewhere.db, 'kim', ['operate']);
    const other = await startApi(elsewhere.db, { env: { AUTH: 'keys' } });
    const foreign = cookieOf(await other.post('/console/session', { key: text }));
    await other.close();
    const stored = (await elsewhere.db('console_sessions').first())!.id;
    for (const forged of [foreign, 'restock_session=', 'restock_session=null', `restock_session=${stored}`]) {
      expect([forged, (await get(forged)).status]).toEqual([forged, 401]);
      expect(denied.at(-1)).toEqual({ denial: 'unknown-session', route: 'GET /v1/restocks' });
    }
    expect(log()).not.toContain(foreign.split('=')[1]);
  });

  it('ends with a log-out', async () => {
    const { text } = await createKey(db, 'kim', ['read']);
    const cookie = cookieOf(await logIn(text));
    const stillThere = await api.send('DELETE', '/console/session', { headers: { cookie } });
    expect(stillThere.status).toBe(403);
    const ended = await api.send('DELETE', '/console/session', { headers: { cookie, ...own } });
    expect(ended).toMatchObject({ status: 200, body: { ended: true } });
    expect(ended.headers.get('set-cookie')).toContain('restock_session=; Path=/; Max-Age=0');
    expect((await get(cookie)).status).toBe(401);
  });

  it('ends with the key that it was opened with', async () => {
    const { id, text } = await createKey(db, 'kim', ['read']);
    const cookie = cookieOf(await logIn(text));
    expect((await get(cookie)).status).toBe(200);
    await revokeKey(db, id);
    await expect.poll(async () => (await get(cookie)).status).toBe(401);
    expect(denied.at(-1)?.denial).toBe('expired-session');
  });

  it('ends by itself, after its time or with the time of its key', async () => {
    const soon = new Date(Date.now() + 60_000);
    const { text } = await createKey(db, 'guest', ['read'], soon);
    const guest = await logIn(text);
    expect(new Date(String(guest.body['expiresAt'])).getTime()).toBe(soon.getTime());

    const short = await startApi(db, { env: { AUTH: 'keys', SESSION_LIFETIME: '1s' } });
    const kim = await createKey(db, 'kim', ['read']);
    const cookie = cookieOf(await short.post('/console/session', { key: kim.text }));
    const statusOf = async () => (await short.send('GET', '/v1/restocks', { headers: { cookie } })).status;
    expect(await statusOf()).toBe(200);
    await expect.poll(statusOf).toBe(401);
    // The next one to log in clears up.
    await short.post('/console/session', { key: kim.text });
    expect(await db('console_sessions').where('expires_at', '<', new Date())).toEqual([]);
    await short.close();
  });

  it('is who did a repair, as a key is, whatever the request says', async () => {
    const { headers, text } = await createKey(db, 'kim', ['operate']);
    const lee = await createKey(db, 'lee', ['operate']);
    const cookie = cookieOf(await logIn(lee.text));
    const actorOf = async (sku: string, by: Record<string, string>, at = api) => {
      await stockDonuts(db, 0, {}, sku);
      await at.post('/v1/restocks', { sku, reason: 'a test' }, headers);
      const asked = { reason: 'came by bicycle', actor: 'the boss' };
      const { body } = await at.post(`/v1/restocks/restock-${sku}-1/receive`, asked, by);
      return (body['action'] as { actor: string }).actor;
    };
    expect(await actorOf('by-key', headers)).toBe('kim');
    expect(await actorOf('by-log-in', { cookie, ...own })).toBe('lee');
    const retried = await api.post('/v1/restocks/retry', { reason: 'outage', actor: 'the boss', name: 'a' }, headers);
    expect(retried.body['actor']).toBe('kim');
    const opened = await startApi(db);
    expect(await actorOf('by-word', { authorization: `Bearer ${text}` }, opened)).toBe('the boss');
    await opened.close();
  });

  it('is not needed where the API is open', async () => {
    const opened = await startApi(db);
    const answer = await opened.get('/console/session');
    expect(answer.body).toEqual({
      auth: 'open',
      name: null,
      scopes: ['sell', 'operate', 'factory', 'read'],
      expiresAt: null,
    });
    await opened.close();
  });
});
