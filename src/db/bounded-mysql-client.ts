import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';

export type BoundedMysqlConfig = Knex.Config & {
  /** Milliseconds that one statement may take; null: as long as it likes. */
  answerDeadline: number | null;
};

/** The driver's answer, added when it has come: rows, or what was changed; for several statements a list of these. */
type Query = { sql: string; response?: [answer: unknown, fields: unknown] };

type MysqlConnection = {
  stream: Socket;
  /** BEGIN was asked for and has not been sent yet. */
  isToBegin?: boolean;
  query(sql: string, done: (error: (Error & { errno?: number }) | null) => void): void;
};

/**
 * mysql2 waits for an answer for ever. On connections that died without a word (a router that restarts, a firewall that
 * forgets) that takes the pool's connections one after the other, until none is left. Here an answer that does not come
 * in time closes the connection: the statement fails as `ETIMEDOUT`, its outcome unknown, and the pool opens another one.
 *
 * At the other end the server would keep the open transaction, and the product's lock, for the eight hours of its
 * `wait_timeout`. So our sessions ask for twice the deadline; the pool gives up idle connections after one.
 */
export class BoundedMysqlClient extends Mysql2Client {
  declare readonly config: BoundedMysqlConfig;

  constructor(config: BoundedMysqlConfig) {
    // knex would keep the class, and the migrations could not tell by the name which dialect this is.
    super({ ...config, client: 'mysql2' } satisfies BoundedMysqlConfig);
  }

  override async acquireRawConnection(): Promise<unknown> {
    const connection = (await super.acquireRawConnection()) as MysqlConnection;
    const { answerDeadline } = this.config;
    await inTime(connection, startSession(connection, answerDeadline), answerDeadline);
    return connection;
  }

  /** BEGIN goes with the first statement of its transaction, for a round trip of its own takes longer than most of them. */
  override async _query(connection: MysqlConnection, query: Query): Promise<unknown> {
    if (query.sql === 'BEGIN;') {
      connection.isToBegin = true;
      return Object.assign(query, { response: [] });
    }
    const { answerDeadline } = this.config;
    if (!connection.isToBegin) return inTime(connection, super._query(connection, query), answerDeadline);
    connection.isToBegin = false;
    // Nothing has been done.
    if (query.sql === 'COMMIT;' || query.sql === 'ROLLBACK') return Object.assign(query, { response: [] });
    query.sql = `BEGIN; ${query.sql}`;
    await inTime(connection, super._query(connection, query), answerDeadline);
    if (query.response) query.response = withoutFirst(query.response);
    return query;
  }

  /** Nothing depends on it, and the first connection's question would be waited for by all others. */
  override checkVersion(): Promise<void> {
    return Promise.resolve();
  }
}

/** The answer as it would be without the first of the statements. */
function withoutFirst([answers, fields]: NonNullable<Query['response']>): Query['response'] {
  const [[, ...others], [, ...otherFields]] = [answers, fields] as [unknown[], unknown[]];
  return others.length === 1 ? [others[0], otherFields[0]] : [others, otherFields];
}

async function inTime<T>(connection: MysqlConnection, work: Promise<T>, deadline: number | null): Promise<T> {
  if (deadline === null) return work;
  const timer = setTimeout(() => {
    const error = new Error(`The database did not answer within ${deadline} ms`);
    // Whatever waits for this connection gets the error.
    connection.stream.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, deadline);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

const unknownSystemVariable = 1193;

/** One round trip a connection, none a transaction. The lock wait is short: a caller waits for the answer. */
async function startSession(connection: MysqlConnection, deadline: number | null): Promise<void> {
  const run = promisify((sql: string, done: Parameters<MysqlConnection['query']>[1]) => connection.query(sql, done));
  const settings = [
    "SESSION sql_mode = 'TRADITIONAL'",
    'SESSION innodb_lock_wait_timeout = 5',
    ...(deadline === null ? [] : [`SESSION wait_timeout = ${Math.ceil((2 * deadline) / 1_000)}`]),
  ].join(', ');
  try {
    await run(`SET SESSION transaction_isolation = 'READ-COMMITTED', ${settings}`);
  } catch (error) {
    if ((error as { errno?: number }).errno !== unknownSystemVariable) throw error;
    // MariaDB before 11.1 knows the variable by its old name only.
    await run(`SET SESSION tx_isolation = 'READ-COMMITTED', ${settings}`);
  }
}
