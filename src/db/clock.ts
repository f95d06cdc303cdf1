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

/**
 * Writes times as the database keeps them, for a statement that binds the same one many times: the driver would put each
 * into words anew.
 */
export function createTimeWriter(db: Database): (time: Date) => string | number {
  let last: Date | undefined;
  let written: string | number = '';
  return (time) => {
    if (time !== last) {
      last = time;
      written = isSqlite(db) ? time.getTime() : time.toISOString().replace('T', ' ').replace('Z', '');
    }
    return written;
  };
}
