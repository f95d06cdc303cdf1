import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, stockDonuts } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';
import { samplesOf } from '../support/metric-texts.ts';
import { freePort, startProcess, type TestProcess } from '../support/process.ts';

type Line = Record<string, unknown>;
const metricsToken = 'a-token-of-thirty-two-characters';
type Attack = { method: string; path: string; headers?: Record<string, string>; body?: object };

/** The API as it runs for others, as a process of its own: what it answers, what it logs, and what it counts. */
describeDatabase('who may not is refused, logged and counted', (open) => {
  let db: OpenDatabase['db'];
  let api: TestProcess;
  let url: string;
  /** Everything that must stand in no log. */
  const secrets: string[] = [metricsToken];

  beforeAll(async () => {
    const database = await open();
    db = database.db;
    await stockDonuts(db, 5);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: database.url, PORT: String(port), AUTH: 'keys', NODE_ENV: 'production' };
    api = await startProcess('src/api/server.ts', `${url}/readyz`, { ...env, METRICS_TOKEN: metricsToken });
  });
  afterAll(() => api.end());

  const adjust = { method: 'POST', path: `/v1/products/${donut}/adjustments`, body: { quantity: 1, reason: 'x' } };

  async function send({ method, path, headers = {}, body }: Attack) {
    const json = { 'content-type': 'application/json', ...headers };
    const response = await fetch(url + path, { method, headers: json, ...(body && { body: JSON.stringify(body) }) });
    const answer = (await response.json()) as Line;
    return { status: response.status, headers: response.headers, answer };
  }
  const counted = async (kind: string) => {
    const headers = { authorization: `Bearer ${metricsToken}` };
    const text = await (await fetch(`${url}/metrics`, { headers })).text();
    return samplesOf(text).get(`restock_refused_authentications_total{kind="${kind}"}`);
  };
  const linesOf = (answer: Line) => {
    const id = (answer['instance'] as string).replace('urn:uuid:', '');
    const found = api
      .output()
      .split('\n')
      .filter((line) => line.includes(id));
    return found.map((line) => JSON.parse(line) as Line);
  };
  async function logIn(scope: 'read' | 'operate') {
    const key = await createKey(db, `one who may ${scope}`, [scope]);
    const opened = await send({ method: 'POST', path: '/console/session', body: { key: key.text } });
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
    secrets.push(key.text, key.text.slice(-43), cookie.split('=')[1]!);
    return { key, cookie };
  }

  /** What came of it: the answer, by how much the count went up, what the log has of it, and what is on the shelf. */
  async function outcomeOf(attack: Attack, kind: string) {
    const before = await counted(kind);
    const { status, answer } = await send(attack);
    await expect.poll(() => linesOf(answer).length).toBeGreaterThan(0);
    const increase = ((await counted(kind)) ?? Number.NaN) - (before ?? Number.NaN);
    return { status, increase, log: linesOf(answer), ...(await addUp(db)) };
  }
  const refusedWith = (status: number, line: Line) => ({
    status,
    increase: 1,
    log: [expect.objectContaining({ msg: 'request refused', address: '127.0.0.1', ...line }) as Line],
    onHand: 5,
  });

  it('a key without the scope', async () => {
    const { key } = await logIn('read');
    expect(await outcomeOf({ ...adjust, headers: key.headers }, 'scope')).toMatchObject(
      refusedWith(403, {
        level: 40,
        denial: 'missing-scope',
        route: 'POST /v1/products/{sku}/adjustments',
        credential: key.id,
        needed: ['operate'],
        granted: ['read'],
      }),
    );
  });

  it('a key of which only the id is right', async () => {
    const { key } = await logIn('operate');
    const forged = `restock_${key.id}_${'A'.repeat(43)}`;
    secrets.push(forged);
    const attack = { ...adjust, headers: { authorization: `Bearer ${forged}` } };
    expect(await outcomeOf(attack, 'key')).toMatchObject(
      refusedWith(401, { denial: 'unknown-key', credential: key.id }),
    );
  });

  it('a scrape without a token, with another one, and with a key that may not read', async () => {
    const scrape = { method: 'GET', path: '/metrics' };
    const route = 'GET /metrics';
    expect(await outcomeOf(scrape, 'key')).toMatchObject(refusedWith(401, { level: 30, denial: 'missing', route }));
    const forged = `${metricsToken.slice(0, -1)}S`;
    const { text: till, id } = await createKey(db, 'till-9', ['sell']);
    secrets.push(forged, till);
    const bearing = (text: string) => ({ ...scrape, headers: { authorization: `Bearer ${text}` } });
    expect(await outcomeOf(bearing(forged), 'key')).toMatchObject(
      refusedWith(401, { level: 40, denial: 'unknown-key', route }),
    );
    expect(await outcomeOf(bearing(till), 'scope')).toMatchObject(
      refusedWith(403, { denial: 'missing-scope', route, credential: id, needed: ['read'] }),
    );
    const { headers } = await createKey(db, 'screen', ['read']);
    expect((await fetch(url + scrape.path, { headers })).status).toBe(200);
  });

  it('a forged cookie', async () => {
    const forged = 'B'.repeat(43);
    secrets.push(forged);
    const headers = { cookie: `restock_session=${forged}`, 'restock-console': '1', 'sec-fetch-site': 'same-origin' };
    expect(await outcomeOf({ ...adjust, headers }, 'session')).toMatchObject(
      refusedWith(401, { denial: 'unknown-session', credential: null }),
    );
  });

  it.each([
    ['as a browser marks it', { 'sec-fetch-site': 'cross-site', 'restock-console': '1' }],
    ['from a page elsewhere', { origin: 'https://elsewhere.example', 'restock-console': '1' }],
    ['as a form can send it, without the header of our pages', {}],
  ])('a cross-site post with somebody’s cookie: %s', async (_, headers) => {
    const { cookie } = await logIn('operate');
    const attack = { ...adjust, headers: { cookie, ...(headers as Record<string, string>) } };
    expect(await outcomeOf(attack, 'cross-site')).toMatchObject(
      refusedWith(403, {
        denial: 'cross-site',
        route: 'POST /v1/products/{sku}/adjustments',
      }),
    );
    const own = { cookie, 'restock-console': '1', 'sec-fetch-site': 'same-origin', origin: url };
    const path = `/v1/products/${donut}/adjustments`;
    for (const quantity of [1, -1]) {
      const body = { quantity, reason: 'the very cookie on our own page' };
      expect((await send({ method: 'POST', path, headers: own, body })).status).toBe(201);
    }
  });

  it('a log-in from another site', async () => {
    const { key } = await logIn('operate');
    const attack = {
      method: 'POST',
      path: '/console/session',
      headers: { 'sec-fetch-site': 'cross-site' },
      body: { key: key.text },
    };
    expect(await outcomeOf(attack, 'cross-site')).toMatchObject(
      refusedWith(403, { denial: 'cross-site', route: 'POST /console/session' }),
    );
  });

  it('a guessed capability, and none', async () => {
    const { key } = await logIn('operate');
    await send({ method: 'POST', path: '/v1/restocks', headers: key.headers, body: { sku: donut, reason: 'x' } });
    const id = `restock-${donut}-1`;
    const { callback_token: token } = (await db('restocks').where({ id }).first())!;
    const guess = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    secrets.push(token, guess);
    const attack = { method: 'POST', path: `/v1/deliveries/${id}?token=${guess}`, body: { quantity: 10 } };
    const route = 'POST /v1/deliveries/{restockId}';
    expect(await outcomeOf(attack, 'callback')).toMatchObject(
      refusedWith(401, { level: 40, denial: 'callback-token', route }),
    );
    const without = { ...attack, path: `/v1/deliveries/${id}` };
    expect(await outcomeOf(without, 'callback')).toMatchObject(refusedWith(401, { denial: 'missing-proof', route }));
    expect(await db('deliveries')).toEqual([]);
  });

  it('who guesses on and on', async () => {
    const guess = { method: 'GET', path: '/v1/products', headers: { authorization: 'Bearer restock_guess' } };
    for (let left = 40; left > 0 && (await send(guess)).status === 401; left--);
    expect(await outcomeOf(guess, 'limited')).toMatchObject(refusedWith(429, { denial: 'too-many-attempts' }));
    expect(api.output()).toContain('too many wrong keys');
  });

  it('and nothing that was sent as a proof stands in the log', () => {
    expect(secrets.length).toBeGreaterThan(15);
    for (const secret of secrets) expect(api.output()).not.toContain(secret);
  });
});
