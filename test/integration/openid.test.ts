import { exportSPKI, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiDeps } from '../../src/api/app.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';

type Denied = Parameters<NonNullable<ApiDeps['onAccessDenied']>>[0];

describeDatabase('a token of the identity provider', (open) => {
  let db: OpenDatabase['db'];
  let provider: IdentityProvider;
  let api: TestApi;
  const denied: Denied[] = [];

  beforeAll(async () => {
    ({ db } = await open());
    await stockDonuts(db, 10);
    provider = await startIdentityProvider();
    api = await startApi(db, { env: settings(), onAccessDenied: (each) => denied.push(each) });
  });
  afterAll(async () => {
    await api.close();
    provider.close();
  });

  const settings = (more: Record<string, string> = {}) => ({
    AUTH: 'keys',
    AUTH_FAILURES_PER_MINUTE: '1000',
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: 'restock',
    OIDC_JWKS_URL: provider.jwksUrl,
    ...more,
  });
  const list = (token: string, at = api) =>
    at.send('GET', '/v1/restocks', { headers: { authorization: `Bearer ${token}` } });

  it('counts for the scopes that it grants', async () => {
    expect((await list(await provider.sign())).status).toBe(200);
    const seller = { authorization: `Bearer ${await provider.sign({ scope: 'openid sell profile' })}` };
    expect((await api.post('/v1/purchases', { sku: donut }, seller)).status).toBe(201);
    const nothing = await list(await provider.sign({ scope: 'openid profile' }));
    expect(nothing).toMatchObject({ status: 403, body: { needed: ['read'], granted: [] } });
    expect((await list(await provider.sign({ scope: undefined }))).status).toBe(403);
  });

  it('grants what its claim is configured to mean', async () => {
    const OIDC_SCOPES = '{"shop-staff":"operate","__proto__x":"sell"}';
    const more = { OIDC_SCOPE_CLAIM: 'groups', OIDC_SCOPES, OIDC_NAME_CLAIM: 'email' };
    const mapped = await startApi(db, { env: settings(more) });
    const token = await provider.sign({ scope: 'sell', groups: ['everybody', 'shop-staff', '__proto__', 7] });
    const who = await mapped.send('GET', '/console/session', { headers: { authorization: `Bearer ${token}` } });
    expect(who.body).toMatchObject({ name: 'kim@shop.example', scopes: ['operate'] });
    expect((await list(await provider.sign({ scope: 'operate', groups: ['operate'] }), mapped)).status).toBe(403);
    expect((await list(await provider.sign({ groups: ['shop-staff'], email: undefined }), mapped)).status).toBe(401);
    await mapped.close();
  });

  it('is refused where anything about it is wrong', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const stranger = await generateKeyPair('RS256');
    const good = await provider.sign();
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const publicKeyAsSecret = new TextEncoder().encode(await exportSPKI(provider.publicKey));
    const wrong: [string, string][] = [
      ['bad-token', await provider.sign({ iss: 'https://evil.example' })],
      ['bad-token', await provider.sign({ aud: 'another-service' })],
      ['bad-token', await provider.sign({ exp: undefined })],
      ['bad-token', await provider.sign({ sub: undefined })],
      ['bad-token', await provider.sign({ nbf: now + 600 })],
      ['expired-token', await provider.sign({ exp: now - 60 })],
      ['bad-token', await provider.sign({}, stranger.privateKey)],
      ['bad-token', await provider.sign({}, stranger.privateKey, { kid: 'k2' })],
      ['bad-token', await provider.sign({}, stranger.privateKey, { jku: 'https://evil.example/keys' })],
      ['bad-token', await provider.sign({}, publicKeyAsSecret, { alg: 'HS256' })],
      ['bad-token', `${encode({ alg: 'none' })}.${payload}.`],
      ['bad-token', `${header}.${encode({ ...decode(payload), scope: 'operate' })}.${signature}`],
      ['bad-token', 'a.b.c'],
      ['bad-token', 'x'],
    ];
    for (const [denial, token] of wrong) {
      expect([token, (await list(token)).status, denied.at(-1)]).toEqual([
        token,
        401,
        { denial, route: 'GET /v1/restocks' },
      ]);
    }
  });

  it('opens a log-in of the console, which ends with it', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 120;
    const answer = await api.post('/console/session', { key: await provider.sign({ scope: 'operate', exp }) });
    expect(answer.body).toMatchObject({ name: 'u-1', scopes: ['operate'] });
    expect(new Date(String(answer.body['expiresAt'])).getTime()).toBe(exp * 1_000);
    const cookie = answer.headers.get('set-cookie')!.split(';', 1)[0]!;
    expect((await api.send('GET', '/v1/restocks', { headers: { cookie } })).status).toBe(200);
  });

  it('means nothing where no identity provider is configured', async () => {
    const without = await startApi(db, { env: { AUTH: 'keys' } });
    expect((await list(await provider.sign(), without)).status).toBe(401);
    await without.close();
  });

  it('cannot be judged while the provider is away, which is nobody’s fault who calls', async () => {
    const fresh = await startApi(db, { env: settings() });
    provider.setAway(true);
    expect(await list(await provider.sign(), fresh)).toMatchObject({ status: 503 });
    provider.setAway(false);
    await expect.poll(async () => (await list(await provider.sign(), fresh)).status).toBe(200);
    await fresh.close();
  });
});

function decode(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
}
