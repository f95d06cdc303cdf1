import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';

/**
 * knex begins SQLite transactions deferred: they read a snapshot first and fail with SQLITE_BUSY when they come to
 * write. Ours all write, so they take the write lock at once and wait for it.
 */
export class ImmediateSqliteClient extends BetterSqlite3Client {
  override _query(connection: unknown, query: { sql: string }): Promise<unknown> {
    return super._query(connection, query.sql === 'BEGIN;' ? Object.assign(query, { sql: 'BEGIN IMMEDIATE;' }) : query);
  }
}
