import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../../test/support/process.ts';
import { Member } from '../../test/chaos/member.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import type { Stage } from '../stage.ts';

export const databaseKinds = ['MariaDB', 'MariaDB, binlog', 'SQLite'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export type BenchDatabase = {
  kind: DatabaseKind;
  url: string;
  /** The bench's own way in. */
  db: Database;
  /** Of the server; null for SQLite, which runs inside the API. */
  pid: number | null;
};

/** What decides about durability and memory; also shown in the report. */
export const mariadbOptions = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-buffer-pool-size=1G',
  '--innodb-log-file-size=512M',
  '--max-connections=700',
];
export const binlogOptions = ['--log-bin=binlog', '--sync-binlog=1', '--binlog-format=ROW', '--server-id=1'];
export const sqliteOptions = ['journal_mode=WAL', 'synchronous=FULL'];

/** A database of the stage's own, with the schema of today. */
export async function startDatabase(stage: Stage, kind: DatabaseKind): Promise<BenchDatabase> {
  const { url, pid } = kind === 'SQLite' ? sqlite(stage) : await mariadb(stage, kind === 'MariaDB, binlog');
  // Over the millions of rows of an hour, its questions take as long as they like.
  const db = openDatabase({ url, poolSize: 8, answerDeadline: null });
  stage.onClose(() => db.destroy());
  await migrateUp(db);
  return { kind, url, db, pid };
}

function sqlite(stage: Stage) {
  return { url: `sqlite:${join(stage.folder, 'sqlite', 'restock.db')}`, pid: null };
}

async function mariadb(stage: Stage, binlog: boolean) {
  const name = binlog ? 'mariadb-binlog' : 'mariadb';
  const data = join(stage.folder, name);
  const port = await freePort();
  const install = '--no-defaults --user=root --auth-root-authentication-method=normal --skip-test-db --silent';
  execFileSync('mariadb-install-db', [...install.split(' '), `--datadir=${data}`]);
  const pid = await stage.start(
    new Member({
      name,
      command: 'mariadbd',
      args: [
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--socket=${join(stage.folder, `${name}.sock`)}`,
        '--user=root',
        ...mariadbOptions,
        ...(binlog ? binlogOptions : []),
      ],
      env: {},
      logFile: join(stage.folder, `${name}.log`),
      isReady: async () => {
        const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', connectTimeout: 500 });
        await connection.query('CREATE DATABASE IF NOT EXISTS restock');
        await connection.end();
        return true;
      },
    }),
  );
  return { url: `mysql://root@127.0.0.1:${port}/restock`, pid };
}
