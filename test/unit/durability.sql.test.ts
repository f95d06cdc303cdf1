import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { databaseFault } from '../../src/db/database-fault.ts';
import { assertDurableCommits } from '../../src/db/durability.ts';
import { describeEachDatabase } from '../support/databases.ts';

/** A MySQL with these settings; a real one cannot be changed under the tests that run beside this one. */
function mysqlWith(settings: { flushLog: number; binlog: number; syncBinlog: number }): Database {
  return { client: {}, raw: () => Promise.resolve([[settings]]) } as unknown as Database;
}

const check = (settings: Parameters<typeof mysqlWith>[0], allowUnsafeCommits = false) =>
  assertDurableCommits(mysqlWith(settings), { allowUnsafeCommits });

describe('a database that could forget confirmed sales', () => {
  it('is refused where the log is not flushed at each commit', async () => {
    await expect(check({ flushLog: 2, binlog: 0, syncBinlog: 0 })).rejects.toThrow(
      'innodb_flush_log_at_trx_commit is 2 and must be 1',
    );
  });

  it('is refused where a binlog is kept and not synced at each commit', async () => {
    await expect(check({ flushLog: 1, binlog: 1, syncBinlog: 0 })).rejects.toThrow('sync_binlog 0, which must be 1');
  });

  it('is accepted where a person says that losing some is acceptable', async () => {
    await expect(check({ flushLog: 0, binlog: 1, syncBinlog: 0 }, true)).resolves.toBeUndefined();
  });

  it('is not one that flushes and syncs, or keeps no binlog', async () => {
    await expect(check({ flushLog: 1, binlog: 1, syncBinlog: 1 })).resolves.toBeUndefined();
    await expect(check({ flushLog: 1, binlog: 0, syncBinlog: 0 })).resolves.toBeUndefined();
  });
});

describeEachDatabase('the databases of these tests', (open) => {
  it('commit durably', async () => {
    const { db } = await open();
    await expect(assertDurableCommits(db, { allowUnsafeCommits: false })).resolves.toBeUndefined();
  });

  it('sync the log of SQLite at each commit', async ({ skip }) => {
    const { db, dialect } = await open();
    skip(dialect === 'MySQL', 'it has no such setting');
    expect(await db.raw('PRAGMA synchronous')).toEqual([{ synchronous: full }]);
  });

  it('are not worked with where MySQL could forget confirmed sales', async ({ skip }) => {
    const { db, dialect } = await open();
    skip(dialect === 'SQLite', 'it has no such settings');
    const unsafe = () => Promise.resolve([[{ flushLog: 2, binlog: 0, syncBinlog: 0 }]]);
    const careless = new Proxy(db, {
      get: (target, name): unknown => (name === 'raw' ? unsafe : Reflect.get(target, name)),
    });
    const fault = databaseFault(careless, { allowUnsafeCommits: false });
    await expect(fault).rejects.toThrow('innodb_flush_log_at_trx_commit is 2');
  });
});

/** As SQLite writes `synchronous=FULL`. */
const full = 2;
