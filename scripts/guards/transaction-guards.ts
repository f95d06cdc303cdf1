import type { Guard } from './guard.ts';

const durability = ['test/unit/durability.sql.test.ts'];
const together = ['test/integration/shared-transactions.sql.test.ts'];
const selling = 'src/sales/sell-batch.ts';

/** Of transactions: that they begin, are repeated and looked up, and that a commit lasts. */
export const transactionGuards: Guard[] = [
  {
    name: 'BEGIN goes with the first statement of its transaction',
    file: 'src/db/bounded-mysql-client.ts',
    text: 'query.sql = `BEGIN; ${query.sql}`;',
    without: 'query.sql = `SELECT 1; ${query.sql}`;',
    tests: ['test/integration/round-trips.sql.test.ts'],
    named: 'MySQL.*undone together',
  },
  {
    name: 'a transaction that lost against another is run again',
    file: 'src/db/transaction.ts',
    text: 'Date.now() - began > patience || !isContended(error)',
    without: 'began',
    tests: ['test/integration/transaction.sql.test.ts'],
    named: 'MySQL',
  },
  {
    name: 'a commit whose answer was lost is looked up',
    file: selling,
    text: '  if (unsettled && (await wasCommitted(trx, unsettled))) return unsettled;\n',
    tests: together,
    named: 'MySQL.*connection breaks',
  },
  {
    name: 'SQLite syncs at each commit',
    file: 'src/db/database.ts',
    text: "connection.pragma('synchronous = FULL');",
    without: "connection.pragma('synchronous = NORMAL');",
    tests: durability,
    named: 'SQLite',
  },
  {
    name: 'MySQL must flush its log at each commit',
    file: 'src/db/durability.ts',
    text: 'settings.flushLog === 1',
    without: 'settings.flushLog !== 3',
    tests: durability,
  },
  {
    name: 'MySQL must sync its binlog at each commit',
    file: 'src/db/durability.ts',
    text: 'settings.binlog === 0 || settings.syncBinlog === 1',
    without: 'settings.binlog !== 2',
    tests: durability,
  },
  {
    name: 'no process begins before the durability is checked',
    file: 'src/db/database-fault.ts',
    text: '    await assertDurableCommits(db, options);\n',
    tests: durability,
  },
];
