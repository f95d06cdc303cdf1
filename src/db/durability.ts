import { isSqlite, type Database } from './database.ts';

/**
 * Refuses a MySQL that may forget a sale it has acknowledged when its machine loses power.
 *
 * @throws {Error} that names each setting and what to do; never for SQLite, which we open with `synchronous=FULL`
 */
export async function assertDurableCommits(db: Database, options: { allowUnsafeCommits: boolean }): Promise<void> {
  if (isSqlite(db) || options.allowUnsafeCommits) return;
  const [rows] = (await db.raw(
    'SELECT @@innodb_flush_log_at_trx_commit AS flushLog, @@log_bin AS binlog, @@sync_binlog AS syncBinlog',
  )) as [{ flushLog: number; binlog: number; syncBinlog: number }[]];
  const settings = rows[0];
  if (!settings) throw new Error('The database did not tell its durability settings');
  const faults = [
    ...(settings.flushLog === 1 ? [] : [`innodb_flush_log_at_trx_commit is ${settings.flushLog} and must be 1`]),
    ...(settings.binlog === 0 || settings.syncBinlog === 1
      ? []
      : [`the binlog is on with sync_binlog ${settings.syncBinlog}, which must be 1`]),
  ];
  if (faults.length === 0) return;
  throw new Error(
    `This database can lose sales that it has confirmed: ${faults.join('; ')}. ` +
      'Change it on the database server, or set ALLOW_UNSAFE_COMMITS=on if losing some is acceptable.',
  );
}
