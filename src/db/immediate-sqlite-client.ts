import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';

/**
 * knex begins SQLite transactions deferred: they read a snapshot first and fail with SQLITE_BUSY when they come to
 * write. Ours all write, so they take the write lock at once and wait for it.
 */
export class ImmediateSqliteClient extends BetterSqlite3Client {
  override _query(connection: { inTransaction: boolean }, query: { sql: string }): Promise<unknown> {
    // SQLite itself has rolled back what found the disk full; the error of a second time would hide the first one.
    if (query.sql === 'ROLLBACK' && !connection.inTransaction) return Promise.resolve(query);
    return super._query(connection, query.sql === 'BEGIN;' ? Object.assign(query, { sql: 'BEGIN IMMEDIATE;' }) : query);
  }
}
