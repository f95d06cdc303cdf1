import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createConnection } from 'mysql2/promise';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { factoryId } from '../support/donuts.ts';
import { answers, freePorts } from '../support/process.ts';
import { startBalancer } from './balancer.ts';
import { Member } from './member.ts';
import { createNetwork, type Link, type Network } from './network.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/**
 * Two APIs, two workers, a Temporal with its file, a MariaDB with a data folder of its own, and a simulated factory. What
 * they say to each other goes through proxies.
 */
export type System = {
  apis: [Member, Member];
  workers: [Member, Member];
  temporal: Member;
  database: Member;
  factory: Member;
  network: Network;
  /** What the database writes to, where a small one was asked for. */
  disk: SmallDisk | null;
  apiUrls: [string, string];
  /** The APIs behind proxies. */
  proxiedApiUrls: [string, string];
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

export type SystemOptions = {
  executables: { temporal: string; toxiproxy: string };
  /** Whether the database gets a file system of its own, which can be filled. */
  smallDisk: boolean;
};

/** @param folder where everything that the system writes goes */
export async function createSystem(folder: string, { executables, smallDisk }: SystemOptions): Promise<System> {
  mkdirSync(folder, { recursive: true });
  const ports = await freePorts(9 + 13);
  const [mysql, temporalPort, factoryPort, balancerPort, networkPort] = ports.splice(0, 5) as FivePorts;
  const [api1, api2, worker1, worker2] = ports.splice(0, 4) as [number, number, number, number];
  const links: Link[] = [];
  /** The address of a proxy on the way from one part to another. */
  const through = (name: string, to: number): string => {
    const port = ports[links.length] as number;
    links.push({ name, port, to });
    return `127.0.0.1:${port}`;
  };
  const apiUrls: [string, string] = [`http://127.0.0.1:${api1}`, `http://127.0.0.1:${api2}`];
  const factoryUrl = `http://127.0.0.1:${factoryPort}`;
  const shared = {
    TEMPORAL_CONFIG_FILE: join(folder, 'no-profiles.toml'),
    PUBLIC_URL: `http://${through('factory-api', balancerPort)}`,
    NODE_COMPILE_CACHE: join(root, '.cache/node'),
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
      env: {
        ...shared,
        // The shop is no administrator, who may write what is read-only to others.
        DATABASE_URL: `mysql://shop@${through(`${name}-database`, mysql)}/restock`,
        TEMPORAL_ADDRESS: through(`${name}-temporal`, temporalPort),
        FACTORIES: JSON.stringify([
          {
            id: factoryId,
            // The APIs only read its id.
            url: name.startsWith('worker') ? `http://${through(`${name}-factory`, factoryPort)}` : factoryUrl,
            ordersPerSecond: 100,
            concurrentOrders: 20,
          },
        ]),
        [portName]: String(port),
      },
      logFile: join(folder, `${name}.log`),
      isReady: () => answers(`http://127.0.0.1:${port}/readyz`),
    });

  const disk = smallDisk ? mountSmallDisk(join(folder, 'disk')) : null;
  const data = join(disk?.folder ?? folder, 'mysql');
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
    command: executables.temporal,
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
  const proxiedApiUrls: System['proxiedApiUrls'] = [
    `http://${through('caller-api-1', api1)}`,
    `http://${through('caller-api-2', api2)}`,
  ];
  const network = createNetwork({
    executable: executables.toxiproxy,
    port: networkPort,
    links,
    logFile: join(folder, 'network.log'),
  });
  const inRotation = new Set<string>(apiUrls);
  const balancer = await startBalancer(balancerPort, inRotation);
  const db = openDatabase({ url: `mysql://root@127.0.0.1:${mysql}/restock`, poolSize: 8 });
  const connection = Connection.lazy({ address: `127.0.0.1:${temporalPort}` });

  return {
    apis,
    workers,
    temporal,
    database,
    factory,
    network,
    disk,
    apiUrls,
    proxiedApiUrls,
    inRotation,
    factoryUrl,
    temporalFile,
    db,
    temporalClient: new Client({ connection }),
    async start() {
      const options = '--no-defaults --user=root --auth-root-authentication-method=normal --skip-test-db --silent';
      execFileSync('mariadb-install-db', [...options.split(' '), `--datadir=${data}`]);
      await Promise.all([database.start(), temporal.start(), factory.start(), network.start()]);
      await migrateUp(db);
      for (const host of ['localhost', '127.0.0.1'])
        await db.raw(`GRANT ALL ON restock.* TO shop@'${host}' IDENTIFIED BY ''`);
      await Promise.all([...apis, ...workers].map((member) => member.start()));
    },
    async stop() {
      balancer.close();
      await Promise.all([db.destroy(), connection.close()]);
      for (const member of [...apis, ...workers, factory, temporal, database, network.member])
        await member.end('SIGKILL');
      disk?.remove();
    },
  };
}

type FivePorts = [number, number, number, number, number];
