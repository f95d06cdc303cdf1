import knex, { type Knex } from 'knex';
import { BoundedMysqlClient, type BoundedMysqlConfig } from './bounded-mysql-client.ts';
import { ImmediateSqliteClient } from './immediate-sqlite-client.ts';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** A pool, or a transaction of it. Store functions take it first, so that a caller can put several in one transaction. */
export type Database = Knex;

export type DatabaseOptions = {
  /** `mysql://user:password@host:port/name`, or a SQLite file: `sqlite:path`. */
  url: string;
  /** Connections to MySQL; SQLite always has one writer. */
  poolSize: number;
  /**
   * Milliseconds that MySQL may take to answer one statement, 8,000 unless given; null: as long as it likes, which suits
   * migrations. Longer than it waits for a lock.
   */
  answerDeadline?: number | null;
};

/** Opens the pool. Connects at the first query, so a database that is away does not stop a process from starting. */
export function openDatabase({ url, poolSize, answerDeadline = 8_000 }: DatabaseOptions): Database {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openMysql(url, poolSize, answerDeadline);
}

export function isSqlite(db: Database): boolean {
  return db.client instanceof ImmediateSqliteClient;
}

/**
 * knex would print every failed connection itself; the caller gets the error and knows what it means. Nor shall an
 * error's message hold the values of the statement that failed, which `compileSqlOnError` would put there: a callback's
 * token is among them.
 */
const callersLog = { warn() {}, error() {}, deprecate() {}, debug() {} };

function openSqlite(filename: string): Database {
  mkdirSync(dirname(filename), { recursive: true });
  return knex({
    client: ImmediateSqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    log: callersLog,
    compileSqlOnError: false,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: { pragma(statement: string): unknown }, done: (error: Error | null) => void) {
        connection.pragma('journal_mode = WAL');
        connection.pragma('synchronous = FULL');
        connection.pragma('foreign_keys = ON');
        connection.pragma('busy_timeout = 10000');
        done(null);
      },
    },
  });
}

function openMysql(url: string, poolSize: number, answerDeadline: number | null): Database {
  const config: BoundedMysqlConfig = {
    client: BoundedMysqlClient,
    answerDeadline,
    connection: mysqlConnection(url),
    acquireConnectionTimeout: 5_000,
    log: callersLog,
    compileSqlOnError: false,
    pool: { min: 0, max: poolSize, createTimeoutMillis: 5_000, idleTimeoutMillis: answerDeadline ?? 30_000 },
  };
  return knex(config);
}

function mysqlConnection(url: string): Knex.MySql2ConnectionConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(searchParams.get('ssl') === 'true' ? { ssl: {} } : {}),
    timezone: 'Z',
    charset: 'utf8mb4',
    connectTimeout: 3_000,
    // See `inOneTrip`.
    multipleStatements: true,
  };
}
