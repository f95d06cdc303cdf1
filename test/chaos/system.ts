import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createConnection } from 'mysql2/promise';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { factoryId } from '../support/donuts.ts';
import { answers, freePort } from '../support/process.ts';
import { startBalancer } from './balancer.ts';
import { Member } from './member.ts';

/** Two APIs, two workers, a Temporal with its file, a MariaDB with a data folder of its own, and a simulated factory. */
export type System = {
  apis: [Member, Member];
  workers: [Member, Member];
  temporal: Member;
  database: Member;
  factory: Member;
  apiUrls: [string, string];
  /** Addresses of the APIs that a balancer would send buyers to. */
  inRotation: Set<string>;
  factoryUrl: string;
  /** Where Temporal keeps everything. */
  temporalFile: string;
  /** The judge's and the operator's own ways in. */
  db: Database;
  temporalClient: Client;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** @param folder where everything that the system writes goes */
export async function createSystem(folder: string, temporalExecutable: string): Promise<System> {
  mkdirSync(folder, { recursive: true });
  const [mysql, temporalPort, factoryPort, balancerPort, api1, api2, worker1, worker2] = (await Promise.all(
    Array.from({ length: 8 }, freePort),
  )) as [number, number, number, number, number, number, number, number];
  const databaseUrl = `mysql://root@127.0.0.1:${mysql}/restock`;
  const apiUrls: [string, string] = [`http://127.0.0.1:${api1}`, `http://127.0.0.1:${api2}`];
  const factoryUrl = `http://127.0.0.1:${factoryPort}`;
  const shared = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
    TEMPORAL_CONFIG_FILE: join(folder, 'no-profiles.toml'),
    PUBLIC_URL: `http://127.0.0.1:${balancerPort}`,
    NODE_COMPILE_CACHE: join(root, '.cache/node'),
    FACTORIES: JSON.stringify([{ id: factoryId, url: factoryUrl, ordersPerSecond: 100, concurrentOrders: 20 }]),
    WORKFLOW_BUNDLE: join(root, bundleFile),
    SWEEP_INTERVAL: '1s',
    ORDER_RETRY_INTERVAL: '200ms',
    ORDER_TIMEOUT: '2s',
    ORDER_ROUND_INTERVAL: '1s',
    OVERDUE_GRACE: '4s',
    LOG_LEVEL: 'warn',
  };
  const ours = (name: string, entry: string, port: number, portName: string): Member =>
    new Member({
      name,
      command: process.execPath,
      args: [`--import=${join(root, 'test/chaos/die-at.ts')}`, entry],
      env: { ...shared, [portName]: String(port) },
      logFile: join(folder, `${name}.log`),
      isReady: () => answers(`http://127.0.0.1:${port}/readyz`),
    });

  const data = join(folder, 'mysql');
  const database = new Member({
    name: 'database',
    command: 'mariadbd',
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${mysql}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'mysql.sock')}`,
      '--user=root',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=128M',
    ],
    env: {},
    logFile: join(folder, 'database.log'),
    isReady: async () => {
      const connection = await createConnection({ host: '127.0.0.1', port: mysql, user: 'root', connectTimeout: 500 });
      await connection.query('CREATE DATABASE IF NOT EXISTS restock');
      await connection.end();
      return true;
    },
  });
  const temporalFile = join(folder, 'temporal.db');
  const temporal = new Member({
    name: 'temporal',
    command: temporalExecutable,
    args: [
      'server start-dev --headless --ip 127.0.0.1 --log-level error',
      '--sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=2',
      `--port ${temporalPort} --db-filename`,
    ]
      .flatMap((options) => options.split(' '))
      .concat(temporalFile),
    env: {},
    logFile: join(folder, 'temporal.log'),
    isReady: async () => {
      const connection = await Connection.connect({ address: `127.0.0.1:${temporalPort}`, connectTimeout: 1_000 });
      await connection.close();
      return true;
    },
  });
  const factory = new Member({
    name: 'factory',
    command: process.execPath,
    args: ['src/simulator/server.ts'],
    env: {
      SIMULATOR_PORT: String(factoryPort),
      SIMULATOR_LEAD_TIME: '300ms',
      SIMULATOR_JOURNAL: join(folder, 'factory.jsonl'),
      LOG_LEVEL: 'warn',
    },
    logFile: join(folder, 'factory.log'),
    isReady: () => answers(`${factoryUrl}/readyz`),
  });
  const apis: System['apis'] = [
    ours('api-1', 'src/api/server.ts', api1, 'PORT'),
    ours('api-2', 'src/api/server.ts', api2, 'PORT'),
  ];
  const workers: System['workers'] = [
    ours('worker-1', 'src/worker.ts', worker1, 'WORKER_PORT'),
    ours('worker-2', 'src/worker.ts', worker2, 'WORKER_PORT'),
  ];
  const inRotation = new Set(apiUrls);
  const balancer = await startBalancer(balancerPort, inRotation);
  const db = openDatabase({ url: databaseUrl, poolSize: 8 });
  const connection = Connection.lazy({ address: `127.0.0.1:${temporalPort}` });

  return {
    apis,
    workers,
    temporal,
    database,
    factory,
    apiUrls,
    inRotation,
    factoryUrl,
    temporalFile,
    db,
    temporalClient: new Client({ connection }),
    async start() {
      const options = '--no-defaults --user=root --auth-root-authentication-method=normal --skip-test-db --silent';
      execFileSync('mariadb-install-db', [...options.split(' '), `--datadir=${data}`]);
      await Promise.all([database.start(), temporal.start(), factory.start()]);
      await migrateUp(db);
      await Promise.all([...apis, ...workers].map((member) => member.start()));
    },
    async stop() {
      balancer.close();
      await Promise.all([db.destroy(), connection.close()]);
      for (const member of [...apis, ...workers, factory, temporal, database]) await member.end('SIGKILL');
    },
  };
}
