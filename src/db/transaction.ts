import type { Database } from './database.ts';

/**
 * Runs the work in one transaction, and again from the start when the database chose it as the loser of a deadlock,
 * let it wait too long for a lock, or saw the row change under it. The work must have no effect outside the database.
 */
export async function inTransaction<T>(db: Database, work: (trx: Database) => Promise<T>): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (Date.now() - began > patience || !isContended(error)) throw error;
    }
  }
}

/** A caller waits for the answer: after this many milliseconds it is told that too much is going on. */
const patience = 4_000;

/** 1020: record changed since it was read (MariaDB), 1205: lock wait time-out, 1213: deadlock. All rolled back whole. */
const repeatableErrnos = new Set([1020, 1205, 1213]);

/** Lost against others at work on the same rows, and rolled back whole: it may be tried again. */
export function isContended(error: unknown): boolean {
  const { errno, code } = error as { errno?: number; code?: string };
  return (
    (errno !== undefined && repeatableErrnos.has(errno)) || code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_SNAPSHOT'
  );
}

/** A unique index said no: somebody else already wrote this. */
export function isDuplicateKey(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** The connection broke with work under way. Nobody was told whether that was committed. */
export function isConnectionLost(error: unknown): boolean {
  return isDatabaseAway(error) && (error as { name?: string }).name !== 'KnexTimeoutError';
}

/** The database cannot be reached, or went away: the outcome of what was under way is unknown. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, name, fatal } = error as { code?: string; name?: string; fatal?: boolean };
  if (fatal === true || name === 'KnexTimeoutError') return true;
  return code !== undefined && (awayCodes.has(code) || /^SQLITE_(CANTOPEN|IOERR)(_|$)/.test(code));
}

/** The database answers and takes no changes, for its disk is full or it is read-only: nothing was changed. */
export function isUnwritable(error: unknown): boolean {
  const { errno, code } = error as { errno?: number; code?: string };
  return (
    (errno !== undefined && unwritableErrnos.has(errno)) ||
    (code !== undefined && /^SQLITE_(FULL|READONLY)(_|$)/.test(code))
  );
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);

/**
 * 1021: disk full, 1114: no room for the table, 1026: error on writing a file (the binlog), 1290: `read_only`,
 * 1836: read-only mode, 1036: a table that is read-only, 1792: a transaction that is.
 */
const unwritableErrnos = new Set([1021, 1026, 1036, 1114, 1290, 1792, 1836]);
