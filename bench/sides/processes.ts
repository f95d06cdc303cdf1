import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { Member } from '../../test/chaos/member.ts';
import { factoryId } from '../../test/support/donuts.ts';
import { answers, freePort } from '../../test/support/process.ts';
import type { Stage } from '../stage.ts';

export type Served = { url: string; pid: number };

type NodeOptions = {
  entry: string;
  portName: string;
  port?: number;
  env: Record<string, string>;
  nodeOptions?: string[];
};

/** One of our entry points, or of the bench's, as a process of its own. */
export async function startNode(
  stage: Stage,
  name: string,
  options: NodeOptions,
): Promise<Served & { member: Member }> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const member = new Member({
    name,
    command: process.execPath,
    // As `npm run worker` has it.
    args: ['--max-semi-space-size=4', ...(options.nodeOptions ?? []), options.entry],
    env: { ...asStarted, LOG_LEVEL: 'warn', [options.portName]: String(port), ...options.env },
    logFile: join(stage.folder, `${name}.log`),
    isReady: () => answers(`${url}/readyz`),
  });
  const pid = await stage.start(member);
  return { url, pid, member };
}

/** As `npm run api` and `npm run worker` have it. */
const asStarted = { MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: join(root, '.cache/node') };

/** As `npm run api` has it; the later one of two counts. */
export const apiOptions = ['--max-semi-space-size=32', '--heap-growing-percent=20', '--no-parallel-scavenge'];

type ApiOptions = { databaseUrl: string; env?: Record<string, string>; nodeOptions?: string[]; port?: number };

/** An API without Temporal unless the environment names one: a purchase never waits for it. */
export async function startApi(stage: Stage, name: string, { databaseUrl, env, nodeOptions, port }: ApiOptions) {
  return startNode(stage, name, {
    entry: 'src/api/server.ts',
    portName: 'PORT',
    env: {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      TEMPORAL_CONFIG_FILE: join(stage.folder, 'no-profiles.toml'),
      ...env,
    },
    nodeOptions: [...apiOptions, ...(nodeOptions ?? [])],
    port,
  });
}

export type TemporalServer = { address: string; metricsUrl: string; pid: number };

/** The development server with a file that survives a loss of power, as `npm start` has it. */
export async function startTemporal(stage: Stage, executable: string): Promise<TemporalServer> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${port}`;
  const pid = await stage.start(
    new Member({
      name: 'temporal',
      command: executable,
      args: [
        'server start-dev --headless --ip 127.0.0.1 --log-level error',
        '--sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=2',
        `--port ${port} --metrics-port ${metricsPort} --db-filename`,
      ]
        .flatMap((options) => options.split(' '))
        .concat(join(stage.folder, 'temporal.db')),
      env: {},
      logFile: join(stage.folder, 'temporal.log'),
      isReady: async () => {
        const connection = await Connection.connect({ address, connectTimeout: 1_000 });
        await connection.close();
        return true;
      },
    }),
  );
  return { address, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, pid };
}

/** API and worker of one shop, with a Temporal and a factory. */
export async function startShop(
  stage: Stage,
  options: { databaseUrl: string; temporal: TemporalServer; factoryUrl: string; env?: Record<string, string> },
) {
  const { databaseUrl, temporal, factoryUrl } = options;
  const port = await freePort();
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_CONFIG_FILE: join(stage.folder, 'no-profiles.toml'),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    // The factory's own limits shall not be what is measured.
    FACTORIES: JSON.stringify([{ id: factoryId, url: factoryUrl, ordersPerSecond: 10_000, concurrentOrders: 50 }]),
    WORKFLOW_BUNDLE: join(root, bundleFile),
    ...options.env,
  };
  const worker = await startNode(stage, 'worker', {
    entry: 'src/worker.ts',
    portName: 'WORKER_PORT',
    env,
    nodeOptions: ['--heap-growing-percent=50'],
  });
  const api = await startApi(stage, 'api', { databaseUrl, env, port });
  return { api, worker };
}
