import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readSettings } from '../../scripts/launcher/settings.ts';
import { cacheFolder } from '../../scripts/launcher/go-install.ts';
import { isOlder } from '../../scripts/temporal-binary.ts';

describe('what the processes of a first look are told', () => {
  test('is a configuration that they accept, with the simulated factory at its port', () => {
    const { childEnvironment } = readSettings({ SIMULATOR_PORT: '4100', PORT: '3100' });
    const config = readConfig(childEnvironment);
    expect(config.factories[0]).toMatchObject({ id: 'FF-500293', url: 'http://127.0.0.1:4100' });
    expect(config.api).toMatchObject({ port: 3100, publicUrl: 'http://127.0.0.1:3100' });
    expect(config.legacy.callbacksOpen).toBe(true);
  });

  test('gives way to what the environment says', () => {
    const { childEnvironment, databaseUrl } = readSettings({ DATABASE_URL: 'mysql://u@h/d', LEGACY_CALLBACKS: 'off' });
    expect(databaseUrl).toBe('mysql://u@h/d');
    expect(childEnvironment).toMatchObject({ DATABASE_URL: 'mysql://u@h/d', LEGACY_CALLBACKS: 'off' });
  });

  test('keeps keys for another Temporal away from the one that is started here', () => {
    const { childEnvironment } = readSettings({ TEMPORAL_API_KEY: 'secret', TEMPORAL_NAMESPACE: 'theirs' });
    expect(childEnvironment).toMatchObject({ TEMPORAL_ADDRESS: '127.0.0.1:7233' });
    expect(childEnvironment).not.toHaveProperty('TEMPORAL_API_KEY');
    expect(childEnvironment).not.toHaveProperty('TEMPORAL_NAMESPACE');
  });

  test('hands keys on with TEMPORAL_ADDRESS, and needs no ports for a Temporal then', () => {
    const settings = readSettings({
      TEMPORAL_ADDRESS: 'cloud:7233',
      TEMPORAL_API_KEY: 'k',
      TEMPORAL_NAMESPACE: 'ours',
    });
    expect(settings.childEnvironment).toMatchObject({ TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_API_KEY: 'k' });
    expect(Object.keys(settings.ports)).toEqual(['PORT', 'WORKER_PORT', 'SIMULATOR_PORT']);
    expect(settings.namespace).toBe('ours');
  });

  test('names the variable that holds no port', () => {
    expect(() => readSettings({ WORKER_PORT: 'many' })).toThrow('WORKER_PORT is "many"');
  });
});

test('the cache for what is built can be moved, and a relative XDG_CACHE_HOME does not count', () => {
  expect(cacheFolder({ RESTOCK_CACHE: '/c' }, 'x-v1')).toBe('/c/x-v1');
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'x-v1')).toBe('/x/restock/x-v1');
  expect(cacheFolder({ XDG_CACHE_HOME: 'x' }, 'x-v1')).toMatch(/\/\.cache\/restock\/x-v1$/);
});

test('versions are compared number by number', () => {
  expect(isOlder('1.9.0', '1.29.0')).toBe(true);
  expect(isOlder('1.29.0', '1.29.0')).toBe(false);
  expect(isOlder('2.0.0', '1.29.0')).toBe(false);
});
