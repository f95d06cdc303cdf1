declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { knex } from 'knex';

  /** The part of knex's own client class that we extend; knex ships no types for it. */
  export default class BetterSqlite3Client extends knex.Client {
    _query(connection: unknown, query: { sql: string }): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import type { knex } from 'knex';

  /** The part of knex's own client class that we extend; knex ships no types for it. */
  export default class Mysql2Client extends knex.Client {
    acquireRawConnection(): Promise<unknown>;
    _query(connection: unknown, query: { sql: string }): Promise<unknown>;
    checkVersion(connection: unknown): Promise<unknown>;
  }
}
