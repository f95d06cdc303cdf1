import type { Migration } from './index.ts';

/** Who is told of attentions by webhook needs to know which were told. */
export const migration004: Migration = {
  name: '004-attention-notices',

  async up(db) {
    await db.schema.alterTable('restock_attentions', (table) => {
      /** 0: nothing was handed over to be told; 1: that it was raised; 2: that it was cleared, too. */
      table.integer('told').notNullable().defaultTo(0);
      table.index(['told', 'cleared_at'], 'restock_attentions_told');
    });
    // What was before there were webhooks is no news.
    await db('restock_attentions').update({ told: db.raw('CASE WHEN cleared_at IS NULL THEN 1 ELSE 2 END') });
  },

  async down(db) {
    await db.schema.alterTable('restock_attentions', (table) => {
      table.dropIndex(['told', 'cleared_at'], 'restock_attentions_told');
    });
    // As a statement, because knex would make the whole table anew on SQLite.
    await db.raw('ALTER TABLE restock_attentions DROP COLUMN told');
  },
};
