import { dirname, join } from 'node:path';
import { LaunchError } from './launch-error.ts';

export const root = dirname(dirname(import.meta.dirname));
export const dataFolder = join(root, 'data');
export const logFolder = join(dataFolder, 'logs');
export const temporalDatabase = join(dataFolder, 'temporal.db');
export const bundleFile = 'dist/workflow-bundle.js';

/** Does not exist, which Temporal's library takes for no profiles: the person's own belong to other servers. */
const noProfiles = join(dataFolder, 'no-profiles.toml');
const simulatedFactory = 'FF-500293';

export type Settings = ReturnType<typeof readSettings>;

/** The environment, and below it what `.env` says, if there is one. */
export function readEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile(join(root, '.env'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

/** Where everything of a first look runs, and what its processes are told. What the environment sets, wins. */
export function readSettings(env: NodeJS.ProcessEnv) {
  const ports = {
    PORT: port(env, 'PORT', 3000),
    WORKER_PORT: port(env, 'WORKER_PORT', 3001),
    SIMULATOR_PORT: port(env, 'SIMULATOR_PORT', 4000),
  };
  const temporalPorts = {
    TEMPORAL_PORT: port(env, 'TEMPORAL_PORT', 7233),
    TEMPORAL_UI_PORT: port(env, 'TEMPORAL_UI_PORT', 8233),
  };
  const ownTemporal = env.TEMPORAL_ADDRESS === undefined;
  const api = `http://${reachable(env.HOST)}:${ports.PORT}`;
  const simulator = `http://127.0.0.1:${ports.SIMULATOR_PORT}`;
  const temporalUi = env.TEMPORAL_UI_URL ?? `http://127.0.0.1:${temporalPorts.TEMPORAL_UI_PORT}`;
  return {
    ownTemporal,
    ports: ownTemporal ? { ...ports, ...temporalPorts } : ports,
    temporalPorts,
    temporalAddress: env.TEMPORAL_ADDRESS ?? `127.0.0.1:${temporalPorts.TEMPORAL_PORT}`,
    temporalUi,
    namespace: (ownTemporal ? undefined : env.TEMPORAL_NAMESPACE) ?? 'default',
    api,
    worker: `http://${reachable(env.WORKER_HOST)}:${ports.WORKER_PORT}`,
    simulator,
    simulatedFactory,
    auth: env.AUTH ?? 'open',
    databaseUrl: env.DATABASE_URL ?? 'sqlite:data/restock.db',
    childEnvironment: {
      LEGACY_CALLBACKS: 'open',
      LOG_LEVEL: 'info',
      DATABASE_URL: 'sqlite:data/restock.db',
      PUBLIC_URL: api,
      TEMPORAL_UI_URL: temporalUi,
      FACTORIES: JSON.stringify([{ id: simulatedFactory, url: simulator }]),
      SIMULATOR_LEAD_TIME: '5s',
      SIMULATOR_JOURNAL: 'data/factory.jsonl',
      // What was compiled at the last start is compiled; a young generation that fits what one request leaves behind; and no
      // heap for each thread of the collector, half empty.
      NODE_COMPILE_CACHE: '.cache/node',
      NODE_OPTIONS: '--max-semi-space-size=4',
      MALLOC_ARENA_MAX: '2',
      // So that stopping everything stays within the launcher's bounds.
      SHUTDOWN_GRACE: '5s',
      ...(ownTemporal ? withoutTemporal(env) : env),
      ...Object.fromEntries(Object.entries(ports).map(([name, value]) => [name, String(value)])),
      ...(ownTemporal
        ? { TEMPORAL_ADDRESS: `127.0.0.1:${temporalPorts.TEMPORAL_PORT}`, TEMPORAL_CONFIG_FILE: noProfiles }
        : {}),
      WORKFLOW_BUNDLE: bundleFile,
    } satisfies NodeJS.ProcessEnv,
  };
}

/** A namespace, key or certificate for another Temporal must not reach the one that is started here. */
export function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_') || name === 'TEMPORAL_UI_URL'),
  );
}

function port(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const value = Number(env[name] ?? usual);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new LaunchError(`${name} is "${env[name]}": set it to a port from 1 to 65535, or unset it for ${usual}.`);
}

function reachable(host = '127.0.0.1'): string {
  return isWildcard(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
}

function isWildcard(host?: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
