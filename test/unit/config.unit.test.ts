import { describe, expect, it } from 'vitest';
import { assertMayBeOpen, ConfigError, readConfig, type Config } from '../../src/config.ts';
import { readTemporalSettings } from '../../src/temporal.ts';

describe('the configuration', () => {
  it('has a default for everything, and counts an empty variable as unset', () => {
    expect(readConfig({})).toEqual(readConfig({ PORT: '', DATABASE_URL: '', FACTORIES: '' }));
    expect(readConfig({})).toMatchObject({
      api: { host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000' },
      database: { url: 'sqlite:data/restock.db', allowUnsafeCommits: false },
      legacy: { sku: 'CP-502101', callbacksOpen: false },
    });
  });

  it('names every fault at once, each with what it should be', () => {
    const wrong = {
      PORT: '70000',
      DATABASE_URL: 'postgres://x/y',
      SWEEP_INTERVAL: 'soon',
      ORDER_TRIES: '0',
      LEGACY_CALLBACKS: 'maybe',
      FACTORIES: '[{"id":"F 1","url":"ftp://x"}]',
    };
    const fault = faultOf(wrong);
    for (const name of Object.keys(wrong)) expect(fault).toContain(`${name}: `);
    expect(fault).toContain('PORT: must be a whole number from 0 to 65535');
    expect(fault).toContain('"soon" is not a duration above zero such as 500ms, 30s, 10m, 2h or 3d');
    expect(fault).toContain('0.url must be an http or https address');
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['at 0.0.0.0', { HOST: '0.0.0.0' }],
    ['at ::', { HOST: '::' }],
    ['at another address of this machine', { HOST: '10.0.0.5' }],
    ['at a name', { HOST: 'shop.example' }],
    ['in production, even on loopback', { NODE_ENV: 'production' }],
  ])('lets nobody in without a key %s', (_, env) => {
    expect(faultOf(env, assertMayBeOpen)).toContain('AUTH: ');
    expect(faultOf({ ...env, AUTH: 'open' }, assertMayBeOpen)).toContain('set AUTH=keys');
    expect(() => assertMayBeOpen(readConfig({ ...env, AUTH: 'keys' }))).not.toThrow();
  });

  it('is open on loopback', () => {
    for (const HOST of ['127.0.0.1', '127.0.0.2', '::1', 'localhost']) assertMayBeOpen(readConfig({ HOST }));
    expect(readConfig({}).access.auth).toBe('open');
  });

  it('takes an identity provider whole, and its keys only by HTTPS', () => {
    const whole = {
      OIDC_ISSUER: 'https://id.example',
      OIDC_AUDIENCE: 'restock',
      OIDC_JWKS_URL: 'https://id.example/k',
    };
    expect(readConfig(whole).access.openId).toMatchObject({ issuer: 'https://id.example', scopes: { sell: 'sell' } });
    for (const name of Object.keys(whole))
      expect(faultOf({ ...whole, [name]: '' })).toContain('set all three, or none');
    expect(faultOf({ ...whole, OIDC_JWKS_URL: 'http://id.example/k' })).toContain('OIDC_JWKS_URL: must be an https');
    expect(faultOf({ ...whole, OIDC_SCOPES: '{"shop":"everything"}' })).toContain('shop must be one of sell');
  });

  it('takes secrets only of factories that it knows, and repeats none of them', () => {
    const secret = `whsec_${'c2VjcmV0'.repeat(4)}`;
    const CALLBACK_SECRETS = JSON.stringify({ 'FF-500293': [secret] });
    expect(readConfig({ CALLBACK_SECRETS }).access.callbackSecrets).toEqual({ 'FF-500293': [secret] });
    const wrong = faultOf({ CALLBACK_SECRETS: '{"FF-500293":["whsec_my-passphrase"]}' });
    expect(wrong).toContain('FF-500293.0 must be whsec_');
    expect(wrong).not.toContain('passphrase');
    expect(faultOf({ CALLBACK_SECRETS: JSON.stringify({ F: [secret] }) })).toContain('FACTORIES has no F');
  });

  it('takes a token for the metrics that nobody can guess, and does not repeat a shorter one', () => {
    const METRICS_TOKEN = 'f'.repeat(32);
    expect(readConfig({ METRICS_TOKEN }).access.metricsToken).toBe(METRICS_TOKEN);
    const wrong = faultOf({ METRICS_TOKEN: 'prometheus' });
    expect(wrong).toContain('METRICS_TOKEN: must be 32 to 256 of');
    expect(wrong).not.toContain('prometheus');
  });

  it('refuses factories that are not JSON, none, or named twice', () => {
    expect(faultOf({ FACTORIES: 'FF-500293' })).toContain('is not valid JSON');
    expect(faultOf({ FACTORIES: '[]' })).toContain('names no factory');
    const factory = { id: 'F', url: 'http://127.0.0.1:1' };
    expect(faultOf({ FACTORIES: JSON.stringify([factory, factory]) })).toContain('names the same id twice');
  });
});

describe("Temporal's own settings", () => {
  // So that nothing of the machine's own profiles is read.
  const none = { TEMPORAL_CONFIG_FILE: '/does/not/exist.toml' };

  it('are those of a server on this machine unless something else is said', () => {
    expect(readTemporalSettings(none)).toMatchObject({ namespace: 'default' });
  });

  it('lead to Temporal Cloud by an address, a namespace and a key', () => {
    const settings = readTemporalSettings({
      ...none,
      TEMPORAL_ADDRESS: 'eu-central-1.aws.api.temporal.io:7233',
      TEMPORAL_NAMESPACE: 'shop.a1b2c',
      TEMPORAL_API_KEY: 'secret',
    });
    expect(settings.namespace).toBe('shop.a1b2c');
    expect(settings.connectionOptions).toMatchObject({
      address: 'eu-central-1.aws.api.temporal.io:7233',
      apiKey: 'secret',
      tls: expect.anything() as unknown,
    });
  });
});

function faultOf(env: NodeJS.ProcessEnv, check: (config: Config) => void = () => {}): string {
  try {
    check(readConfig(env));
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The configuration was accepted');
}
