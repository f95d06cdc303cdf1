import type { Knex } from 'knex';
import type { Migration } from './index.ts';

/** Products, their sales, the rest of their ledger, their restocks, and what arrived for those. */
export const migration001: Migration = {
  name: '001-shop',

  async up(db) {
    const id = (table: Knex.CreateTableBuilder, name: string, length: number) =>
      // Ids are compared byte by byte on both databases; MySQL would otherwise take `cp-1` for `CP-1`.
      isMysql(db)
        ? table.specificType(name, `varchar(${length}) character set ascii collate ascii_bin`)
        : table.string(name, length);

    await db.schema.createTable('products', (table) => {
      inUtf8(table, db);
      id(table, 'sku', 64).notNullable().primary();
      id(table, 'product_id', 36).notNullable().unique();
      table.string('name', 200).notNullable();
      table.bigInteger('price_amount').notNullable();
      table.string('price_currency', 3).notNullable();
      table.integer('on_hand').notNullable();
      /** Number of ledger entries so far: the next one gets the number after it. */
      table.bigInteger('ledger_sequence').notNullable();
      /** How far the ledger was added up, and what it came to: so that no entry is added up twice. */
      table.bigInteger('verified_sequence').notNullable().defaultTo(0);
      table.integer('verified_on_hand').notNullable().defaultTo(0);
      /** Number of restocks so far. */
      table.integer('restock_count').notNullable().defaultTo(0);
      id(table, 'factory_id', 64).notNullable();
      table.integer('reorder_point').notNullable();
      table.integer('order_quantity').notNullable();
      table.integer('lead_time_seconds').notNullable();
      time(table, 'created_at').notNullable();
      time(table, 'updated_at').notNullable();
      table.check('on_hand >= 0', [], 'products_on_hand_not_negative');
    });

    // A purchase is the ledger entry of its sale. No foreign key: it would cost every sale a lock and a look-up, and
    // the sale has just changed the product's row in the same transaction.
    await db.schema.createTable('purchases', (table) => {
      inUtf8(table, db);
      id(table, 'id', 36).notNullable().primary();
      id(table, 'sku', 64).notNullable();
      table.bigInteger('sequence').notNullable();
      table.integer('quantity').notNullable();
      table.integer('on_hand').notNullable();
      id(table, 'idempotency_key', 255).nullable().unique('purchases_idempotency_key');
      time(table, 'purchased_at').notNullable();
      table.unique(['sku', 'sequence'], { indexName: 'purchases_ledger' });
    });

    await db.schema.createTable('stock_movements', (table) => {
      inUtf8(table, db);
      id(table, 'id', 36).notNullable().primary();
      id(table, 'sku', 64).notNullable();
      table.bigInteger('sequence').notNullable();
      table.string('kind', 16).notNullable();
      table.integer('quantity').notNullable();
      table.integer('on_hand').notNullable();
      id(table, 'restock_id', 96).nullable();
      id(table, 'delivery_id', 255).nullable().unique('stock_movements_booking');
      table.string('reason', 500).nullable();
      time(table, 'occurred_at').notNullable();
      table.unique(['sku', 'sequence'], { indexName: 'stock_movements_ledger' });
    });

    await db.schema.createTable('restocks', (table) => {
      inUtf8(table, db);
      id(table, 'id', 96).notNullable().primary();
      id(table, 'sku', 64).notNullable();
      table.integer('number').notNullable();
      /** The SKU while the restock is not ended, else null: the unique index allows one open restock a product. */
      id(table, 'open_sku', 64).nullable().unique('restocks_one_open');
      table.string('state', 24).notNullable();
      table.string('attention', 32).nullable();
      time(table, 'attention_since').nullable();
      table.integer('quantity').notNullable();
      table.integer('delivered').notNullable().defaultTo(0);
      id(table, 'factory_id', 64).notNullable();
      table.string('factory_order_id', 200).nullable();
      id(table, 'callback_token', 64).notNullable();
      /** JSON: the time-outs and deadlines in force when it was requested. */
      table.text('timing').notNullable();
      /** `sale`, `refusal` or `person`, with the purchase id or the person's reason. */
      table.string('cause', 16).notNullable();
      table.string('cause_detail', 500).nullable();
      time(table, 'requested_at').notNullable();
      /** When a workflow was last known to have been started for it; null: nobody knows of one. */
      time(table, 'started_at').nullable();
      time(table, 'ordered_at').nullable();
      time(table, 'expected_at').nullable();
      time(table, 'failed_at').nullable();
      time(table, 'closed_at').nullable();
      table.string('last_error', 300).nullable();
      table.unique(['sku', 'number'], { indexName: 'restocks_number' });
      table.index(['requested_at', 'id'], 'restocks_newest');
      table.index(['state', 'requested_at'], 'restocks_state');
      table.index(['attention', 'requested_at'], 'restocks_attention');
    });

    await db.schema.createTable('deliveries', (table) => {
      inUtf8(table, db);
      id(table, 'id', 255).notNullable().primary();
      id(table, 'restock_id', 96).nullable();
      id(table, 'sku', 64).notNullable();
      table.integer('quantity').notNullable();
      table.string('status', 16).notNullable();
      table.string('hold_reason', 300).nullable();
      table.string('source', 16).notNullable();
      time(table, 'received_at').notNullable();
      time(table, 'booked_at').nullable();
      table.index(['restock_id', 'received_at'], 'deliveries_restock');
      table.index(['status', 'received_at'], 'deliveries_status');
    });
  },

  async down(db) {
    for (const table of ['deliveries', 'restocks', 'stock_movements', 'purchases', 'products']) {
      await db.schema.dropTable(table);
    }
  },
};

/** Whatever the database's own default is: names are Korean as well. SQLite knows nothing else. */
function inUtf8(table: Knex.CreateTableBuilder, db: Knex) {
  if (isMysql(db)) table.charset('utf8mb4');
}

function time(table: Knex.CreateTableBuilder, name: string) {
  return table.datetime(name, { precision: 3 });
}

function isMysql(db: Knex): boolean {
  return db.client.config.client === 'mysql2';
}
