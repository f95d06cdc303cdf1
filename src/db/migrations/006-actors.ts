import type { Migration } from './index.ts';

/** Who corrected stock by hand, and who asked for a restock. */
export const migration006: Migration = {
  name: '006-actors',

  async up(db) {
    await db.schema.alterTable('stock_movements', (table) => {
      table.string('actor', 100).nullable();
    });
    await db.schema.alterTable('restocks', (table) => {
      /** Of a restock that a person asked for. */
      table.string('cause_actor', 100).nullable();
    });
  },

  async down(db) {
    // As statements, because knex would make the whole table anew on SQLite.
    await db.raw('ALTER TABLE restocks DROP COLUMN cause_actor');
    await db.raw('ALTER TABLE stock_movements DROP COLUMN actor');
  },
};
