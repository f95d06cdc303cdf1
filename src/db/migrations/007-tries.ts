import { id, inUtf8, time } from './columns.ts';
import type { Migration } from './index.ts';

/** Each single time that a factory was asked for a restock's order, as far as they are kept. */
export const migration007: Migration = {
  name: '007-tries',

  async up(db) {
    await db.schema.createTable('restock_tries', (table) => {
      inUtf8(table, db);
      id(db, table, 'restock_id', 96).notNullable();
      /** Its place: of later tries each takes that of an earlier one, so that a restock has only so many. */
      table.integer('slot').notNullable();
      /** What `restocks.order_tries` was with it: the first one is 1. */
      table.integer('number').notNullable();
      id(db, table, 'factory_id', 64).notNullable();
      /** The run of the workflow that asked; null: no workflow did. */
      id(db, table, 'run_id', 64).nullable();
      time(table, 'began_at').notNullable();
      /** Null: nobody wrote down how it ended. */
      time(table, 'ended_at').nullable();
      table.string('answer', 16).nullable();
      /** The factory may have taken the order without our knowing. */
      table.boolean('doubtful').notNullable();
      table.string('error', 300).nullable();
      table.primary(['restock_id', 'slot']);
    });
  },

  async down(db) {
    await db.schema.dropTable('restock_tries');
  },
};
