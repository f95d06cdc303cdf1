import { time } from './columns.ts';
import type { Migration } from './index.ts';

/** Which restocks changed last, for those who watch; and indexes for what they filter by. */
export const migration005: Migration = {
  name: '005-changes',

  async up(db) {
    await db.schema.alterTable('restocks', (table) => {
      /** Counts the changes of the row that a person can see. */
      table.integer('version').notNullable().defaultTo(0);
      /** By the clock of the database. Null: it has not changed since there is this column. */
      time(table, 'changed_at').nullable();
      // With all that is read of it, so that the table itself is left alone.
      table.index(['changed_at', 'id', 'version'], 'restocks_changed');
      table.index(['factory_id', 'state', 'requested_at'], 'restocks_factory');
    });
    await db.schema.alterTable('bulk_retries', (table) => {
      table.index(['requested_at', 'name'], 'bulk_retries_newest');
    });
  },

  async down(db) {
    await db.schema.alterTable('bulk_retries', (table) => {
      table.dropIndex(['requested_at', 'name'], 'bulk_retries_newest');
    });
    await db.schema.alterTable('restocks', (table) => {
      table.dropIndex(['factory_id', 'state', 'requested_at'], 'restocks_factory');
      table.dropIndex(['changed_at', 'id', 'version'], 'restocks_changed');
    });
    // Statement by statement, because knex would make the whole table anew on SQLite.
    for (const column of ['changed_at', 'version']) await db.raw('ALTER TABLE restocks DROP COLUMN ??', [column]);
  },
};
