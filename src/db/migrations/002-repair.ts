import { id, inUtf8, time } from './columns.ts';
import type { Migration } from './index.ts';

const restockColumns = [
  'order_tries',
  'doubtful_tries',
  'trying_since',
  'next_try_at',
  'standing_attention',
  'standing_error',
] as const;

/** How far each order has come, why people looked and what they did about it, and retries of many at once. */
export const migration002: Migration = {
  name: '002-repair',

  async up(db) {
    await db.schema.alterTable('restocks', (table) => {
      /** How often the factory was asked, and how many of those times it may have taken the order without our knowing. */
      table.integer('order_tries').notNullable().defaultTo(0);
      table.integer('doubtful_tries').notNullable().defaultTo(0);
      /** Since when it is being asked; null: it is not, right now. */
      time(table, 'trying_since').nullable();
      time(table, 'next_try_at').nullable();
      /** What `unexpected_delivery` hides for as long as it stands. */
      table.string('standing_attention', 32).nullable();
      table.string('standing_error', 300).nullable();
    });
    // Nobody noted what came of the tries so far: any of them may have reached the factory.
    await db('restocks')
      .whereNull('ordered_at')
      .whereNotNull('started_at')
      .update({ order_tries: 1, doubtful_tries: 1 });

    await db.schema.createTable('restock_attentions', (table) => {
      inUtf8(table, db);
      table.bigIncrements('id');
      id(db, table, 'restock_id', 96).notNullable();
      table.string('attention', 32).notNullable();
      table.string('error', 300).nullable();
      time(table, 'raised_at').notNullable();
      time(table, 'cleared_at').nullable();
      table.index(['restock_id', 'raised_at'], 'restock_attentions_restock');
    });

    await db.schema.createTable('restock_actions', (table) => {
      inUtf8(table, db);
      id(db, table, 'id', 36).notNullable().primary();
      id(db, table, 'restock_id', 96).nullable();
      id(db, table, 'delivery_id', 255).nullable();
      table.string('kind', 24).notNullable();
      table.string('actor', 100).notNullable();
      table.string('reason', 500).notNullable();
      /** `pending`: asked, outcome not known yet; `done`; `failed`. */
      table.string('outcome', 16).notNullable();
      /** What came of it, in a sentence. */
      table.string('message', 500).nullable();
      time(table, 'asked_at').notNullable();
      time(table, 'done_at').nullable();
      /** What only one action can do, such as the retry of one run: the second one to ask finds the first. */
      id(db, table, 'claim', 255).nullable().unique('restock_actions_claim');
      /** Of a retry: the run that it ended, and the one that came of it. */
      id(db, table, 'run_id', 64).nullable();
      id(db, table, 'new_run_id', 64).nullable();
      /** The retry of many that it is part of. */
      id(db, table, 'bulk', 64).nullable();
      table.index(['restock_id', 'asked_at'], 'restock_actions_restock');
      table.index(['delivery_id'], 'restock_actions_delivery');
    });

    await db.schema.createTable('bulk_retries', (table) => {
      inUtf8(table, db);
      id(db, table, 'name', 64).notNullable().primary();
      /** JSON, as it was asked for. */
      table.text('filter').notNullable();
      table.string('actor', 100).notNullable();
      table.string('reason', 500).notNullable();
      table.integer('per_second').notNullable();
      time(table, 'requested_at').notNullable();
      time(table, 'finished_at').nullable();
      table.index(['finished_at'], 'bulk_retries_finished');
    });

    await db.schema.createTable('bulk_retry_items', (table) => {
      inUtf8(table, db);
      id(db, table, 'bulk', 64).notNullable();
      id(db, table, 'restock_id', 96).notNullable();
      /** `waiting`, `retried` or `refused`. */
      table.string('outcome', 16).notNullable();
      table.string('message', 500).nullable();
      time(table, 'at').nullable();
      table.primary(['bulk', 'restock_id']);
      table.index(['bulk', 'outcome'], 'bulk_retry_items_outcome');
    });
  },

  async down(db) {
    for (const table of ['bulk_retry_items', 'bulk_retries', 'restock_actions', 'restock_attentions']) {
      await db.schema.dropTable(table);
    }
    // Statement by statement, because knex would make the whole table anew on SQLite.
    for (const column of restockColumns) await db.raw('ALTER TABLE restocks DROP COLUMN ??', [column]);
  },
};
