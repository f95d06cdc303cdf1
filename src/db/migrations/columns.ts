import type { Knex } from 'knex';

/** What all tables have alike. Migrations that have landed use these, so none of them may ever mean anything else. */

/** An id is compared byte by byte on both databases; MySQL would otherwise take `cp-1` for `CP-1`. */
export function id(db: Knex, table: Knex.CreateTableBuilder, name: string, length: number) {
  return isMysql(db)
    ? table.specificType(name, `varchar(${length}) character set ascii collate ascii_bin`)
    : table.string(name, length);
}

/** A time in UTC, to the millisecond. */
export function time(table: Knex.CreateTableBuilder, name: string) {
  return table.datetime(name, { precision: 3 });
}

/** Whatever the database's own default is: names are Korean as well. SQLite knows nothing else. */
export function inUtf8(table: Knex.CreateTableBuilder, db: Knex) {
  if (isMysql(db)) table.charset('utf8mb4');
}

function isMysql(db: Knex): boolean {
  return db.client.config.client === 'mysql2';
}
