import type { Knex } from 'knex';
import { isSqlite, type Database } from './database.ts';
import { timeOf, type StoredTime } from './rows.ts';

/** The database's own time in UTC: one clock for all processes that write to it. To be stored, or compared with. */
export function databaseTime(db: Database): Knex.Raw {
  return db.raw(isSqlite(db) ? "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)" : 'UTC_TIMESTAMP(3)');
}

export async function readDatabaseTime(db: Database): Promise<Date> {
  const [row] = (await db.select({ now: databaseTime(db) })) as { now: StoredTime }[];
  return timeOf(row!.now);
}
