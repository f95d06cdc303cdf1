import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes, type ApiDeps } from '../../src/api/app.ts';
import { legacyRoutes } from '../../src/api/legacy.ts';
import { scopesFor, type RouteDefinition } from '../../src/api/route.ts';
import { revokeKey } from '../../src/access/key-store.ts';
import { covers, scopes } from '../../src/access/scopes.ts';
import { readConfig } from '../../src/config.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';
import { watchRefusals } from '../support/watch-refusals.ts';

const env = { AUTH: 'keys', LEGACY_CALLBACKS: 'open' };
/** Enough to define the routes; no request is made. */
const deps = { config: readConfig(env) } as unknown as ApiDeps;
const routes = [...apiRoutes(deps), ...legacyRoutes(deps)].map(({ definition }) => definition);
const guarded = routes.filter(({ access }) => access !== 'open');
/** A callback proves itself with its body, so that is looked at first. */
const asking = guarded.filter(({ access }) => access !== 'callback');

describe('a route', () => {
  it('says who may call it, and is open only where that is meant', () => {
    const known = ({ access }: RouteDefinition) => access === 'callback' || scopesFor(access).length > 0;
    const others = routes.filter((each) => !known(each));
    expect(others.map(({ method, path, access }) => `${method} ${path}: ${JSON.stringify(access)}`).toSorted()).toEqual(
      ['get /livez: "open"', 'get /readyz: "open"', 'post /console/session: "open"', 'post /product/donut: "open"'],
    );
  });
});

describeDatabase('a key', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  const { denied, log, options } = watchRefusals();

  beforeAll(async () => {
    ({ db } = await open());
    await stockDonuts(db, 100);
    api = await startApi(db, { env, ...options });
  });
  afterAll(() => api.close());

  const buy = (headers: Record<string, string>) => api.post('/v1/purchases', { sku: donut }, headers);

  it('is asked for wherever the route is not open', async () => {
    const answers = await Promise.all(
      asking.map(({ method, path }) => api.send(method.toUpperCase(), addressOf(path))),
    );
    expect(answers.map(({ status }) => status)).toEqual(asking.map(() => 401));
    const realms = answers.map(({ headers }) => headers.get('www-authenticate'));
    expect(new Set(realms)).toEqual(new Set(['Bearer realm="restock"']));
    expect(denied.filter(({ denial }) => denial === 'missing').length).toBe(asking.length);
  });

  it.each(scopes)('with the scope %s opens exactly the routes that need it', async (scope) => {
    const { headers } = await createKey(db, `only-${scope}`, [scope]);
    for (const { method, path, access } of guarded) {
      const answer = await api.send(method.toUpperCase(), addressOf(path), { headers });
      const where = `${method} ${path} with ${scope}`;
      const isRefused = [401, 403, 429].includes(answer.status);
      expect([where, isRefused]).toEqual([where, !covers([scope], scopesFor(access))]);
      // The legacy routes say it in words of their own.
      const { needed = scopesFor(access), granted = [scope] } = answer.body;
      expect([where, needed, granted]).toEqual([where, scopesFor(access), [scope]]);
    }
  });

  it('is not asked for by health, documentation and problem pages', async () => {
    for (const path of ['/livez', '/readyz', '/problems', '/problems/forbidden', '/docs/', '/openapi.json', '/']) {
      expect([path, (await api.fetchRaw(path)).status]).toEqual([path, 200]);
    }
  });

  it('without the scope is refused with the one that is missing', async () => {
    const { id, headers } = await createKey(db, 'screen', ['read']);
    const answer = await buy(headers);
    expect(answer).toMatchObject({ status: 403, body: { detail: 'This needs the scope sell; granted: read.' } });
    expect(denied.at(-1)).toEqual({ denial: 'missing-scope', route: 'POST /v1/purchases' });
    await expect.poll(log).toContain(`"credential":"${id}"`);
  });

  it('works from the moment it is made, and soon no more once it is revoked', async () => {
    const { id, headers } = await createKey(db, 'till-1', ['sell']);
    expect((await buy(headers)).status).toBe(201);
    expect(await revokeKey(db, id)).toBe(true);
    await expect.poll(async () => (await buy(headers)).status).toBe(401);
    expect((await buy(headers)).body['detail']).toBe('The key was revoked.');
    expect(denied.at(-1)?.denial).toBe('revoked-key');
  });

  it('notes when it was used, roughly', async () => {
    const { id, headers } = await createKey(db, 'till-2', ['sell']);
    const used = async () => (await db('api_keys').where({ id }).first())?.last_used_at ?? null;
    expect(await used()).toBeNull();
    await buy(headers);
    await expect.poll(used).not.toBeNull();
    const first = await used();
    await buy(headers);
    expect(await used()).toEqual(first);
  });

  it('that has expired is refused', async () => {
    const { headers } = await createKey(db, 'guest', ['sell'], new Date(Date.now() - 1_000));
    expect(await buy(headers)).toMatchObject({ status: 401, body: { detail: 'The key has expired.' } });
  });

  it('that was made up is refused, and stands in no log', async () => {
    const { id, text } = await createKey(db, 'till-3', ['sell']);
    const forged = [
      `restock_${id}_${'A'.repeat(43)}`,
      `restock_${'0'.repeat(12)}_${text.slice(-43)}`,
      `${text}x`,
      text.toUpperCase(),
      text.slice('restock_'.length),
      'null',
    ];
    for (const made of forged)
      expect([made, (await buy({ authorization: `Bearer ${made}` })).status]).toEqual([made, 401]);
    for (const header of [text, `Basic ${btoa(`key:${text}`)}`, 'Bearer', `Bearer ${text} ${text}`]) {
      expect([header, (await buy({ authorization: header })).status]).toEqual([header, 401]);
    }
    expect((await buy({ authorization: `bearer ${text}` })).status).toBe(201);
    await expect.poll(log).toContain('"denial":"unknown-key"');
    for (const secret of [...forged.filter((each) => each !== 'null'), text]) expect(log()).not.toContain(secret);
  });

  it('is kept as a hash only', async () => {
    const { id, text } = await createKey(db, 'till-4', ['sell']);
    const row = JSON.stringify(await db('api_keys').where({ id }).first());
    expect(row).not.toContain(text.slice(-43));
  });
});

describeDatabase('who guesses keys', (open) => {
  it('is soon not looked at any more, while keys in use and callbacks go on', async () => {
    const { db } = await open();
    await stockDonuts(db, 100);
    const { denied, options } = watchRefusals();
    const api = await startApi(db, { env: { ...env, AUTH_FAILURES_PER_MINUTE: '5' }, ...options });
    const buy = (headers: Record<string, string>) => api.post('/v1/purchases', { sku: donut }, headers);
    const inUse = await createKey(db, 'till-1', ['sell', 'operate']);
    const notYet = await createKey(db, 'till-2', ['sell']);
    expect((await buy(inUse.headers)).status).toBe(201);
    const guesses = Array.from({ length: 8 }, (_, n) => `Bearer restock_${inUse.id}_${'A'.repeat(42)}${n}`);
    const statuses: number[] = [];
    for (const authorization of guesses) statuses.push((await buy({ authorization })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(denied.map(({ denial }) => denial)).toEqual([
      ...Array<string>(5).fill('unknown-key'),
      ...Array<string>(3).fill('too-many-attempts'),
    ]);

    const refused = await buy(notYet.headers);
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/too-many-attempts' } });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await buy(inUse.headers)).status).toBe(201);
    await api.post('/v1/restocks', { sku: donut, reason: 'a test' }, inUse.headers);
    const { callback_token: token } = (await db('restocks').first())!;
    const address = `/v1/deliveries/restock-${donut}-1`;
    expect((await api.post(`${address}?token=wrong`, { quantity: 1 })).status).toBe(429);
    expect((await api.post(`${address}?token=${token}`, { quantity: 1 })).status).toBe(200);
    await api.close();
  });

  it('is told from others behind a proxy that is trusted, and only there', async () => {
    const { db } = await open();
    const limit = { ...env, AUTH_FAILURES_PER_MINUTE: '1' };
    const guess = async (api: TestApi, client: string) => {
      const headers = { authorization: 'Bearer x', 'x-forwarded-for': client };
      return (await api.send('GET', '/v1/products', { headers })).status;
    };
    const trusting = await startApi(db, { env: { ...limit, TRUSTED_PROXIES: 'loopback' } });
    expect(await guess(trusting, '192.0.2.1')).toBe(401);
    expect(await guess(trusting, '192.0.2.1')).toBe(429);
    expect(await guess(trusting, '192.0.2.2')).toBe(401);
    await trusting.close();
    const trustless = await startApi(db, { env: limit });
    expect(await guess(trustless, '192.0.2.1')).toBe(401);
    expect(await guess(trustless, '192.0.2.2')).toBe(429);
    await trustless.close();
  });
});

describeDatabase('the legacy routes', (open) => {
  it('need a key like the others, which a proxy may add, unless they are opened', async () => {
    const { db } = await open();
    await stockDonuts(db, 10);
    const { headers } = await createKey(db, 'proxy', ['sell']);
    const reader = await createKey(db, 'screen', ['read']);
    const closed = await startApi(db, { env: { AUTH: 'keys' } });
    const refused = await closed.send('POST', '/checkout');
    expect(refused).toMatchObject({ status: 401, body: { message: '인증이 필요합니다' } });
    expect((await closed.send('POST', '/checkout', { headers: reader.headers })).status).toBe(403);
    expect((await closed.send('GET', '/product/donut', { headers: reader.headers })).status).toBe(200);
    expect(await closed.send('POST', '/checkout', { headers })).toMatchObject({ status: 200 });
    await closed.close();

    const opened = await startApi(db, { env: { AUTH: 'keys', LEGACY_SALES: 'open' } });
    const sold = await opened.send('POST', '/checkout');
    expect(sold).toMatchObject({ status: 200, body: { message: '구매 완료! 남은 재고: 8' } });
    expect((await opened.get('/product/donut')).status).toBe(200);
    expect((await opened.get('/v1/products')).status).toBe(401);
    await opened.close();
  });
});

function addressOf(path: string): string {
  return path.replace('{sku}', donut).replaceAll(/\{\w+\}/g, `restock-${donut}-1`);
}
