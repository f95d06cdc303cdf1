import { id, inUtf8, time } from './columns.ts';
import type { Migration } from './index.ts';

/** Who may do what: keys of programs, and log-ins of people. */
export const migration003: Migration = {
  name: '003-keys',

  async up(db) {
    await db.schema.createTable('api_keys', (table) => {
      inUtf8(table, db);
      /** The part of the key that is no secret. */
      id(db, table, 'id', 16).notNullable().primary();
      table.string('name', 100).notNullable();
      /** Words with a space between. */
      table.string('scopes', 100).notNullable();
      id(db, table, 'secret_hash', 64).notNullable();
      time(table, 'created_at').notNullable();
      time(table, 'expires_at').nullable();
      time(table, 'revoked_at').nullable();
      time(table, 'last_used_at').nullable();
    });

    await db.schema.createTable('console_sessions', (table) => {
      inUtf8(table, db);
      /** Hash of what is in the cookie. */
      id(db, table, 'id', 64).notNullable().primary();
      /** Null where it was opened with a token of the identity provider. */
      id(db, table, 'key_id', 16).nullable();
      table.string('name', 100).notNullable();
      table.string('scopes', 100).notNullable();
      time(table, 'created_at').notNullable();
      time(table, 'expires_at').notNullable();
      table.index(['expires_at'], 'console_sessions_expiry');
    });
  },

  async down(db) {
    await db.schema.dropTable('console_sessions');
    await db.schema.dropTable('api_keys');
  },
};
