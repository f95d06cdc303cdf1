declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { knex } from 'knex';

  /** The part of knex's own client class that we extend; knex ships no types for it. */
  export default class BetterSqlite3Client extends knex.Client {
    _query(connection: unknown, query: { sql: string }): Promise<unknown>;
  }
}
