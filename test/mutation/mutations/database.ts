import { always, dropStatement, editString } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** Transactions: that they begin, are repeated, and that a commit lasts. */
export const databaseMutations: Mutation[] = [
  {
    name: 'BEGIN goes with the first statement of its transaction',
    symbol: 'BoundedMysqlClient._query',
    change: editString('BEGIN; ', 'SELECT 1; '),
    tests: 'round-trips',
    named: 'undone together',
    on: 'MySQL',
  },
  {
    name: 'a transaction that lost against another is run again',
    symbol: 'inTransaction',
    change: always('isContended'),
    tests: 'transaction',
    on: 'MySQL',
  },
  {
    name: 'SQLite syncs at each commit',
    symbol: 'openSqlite',
    change: editString('synchronous = FULL', 'synchronous = NORMAL'),
    tests: 'durability',
    named: 'sync the log of SQLite',
  },
  {
    name: 'MySQL must flush its log at each commit',
    symbol: 'assertDurableCommits',
    change: always('flushLog'),
    tests: 'durability',
  },
  {
    name: 'MySQL must sync its binlog at each commit',
    symbol: 'assertDurableCommits',
    change: always('syncBinlog'),
    tests: 'durability',
  },
  {
    name: 'no process begins before the durability is checked',
    symbol: 'databaseFault',
    change: dropStatement('assertDurableCommits'),
    tests: 'durability',
    on: 'MySQL',
  },
];
