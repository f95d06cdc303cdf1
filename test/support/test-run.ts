import { testDatabasePrefix, testMysqlUrl } from '../../scripts/launcher/test-databases.ts';

/** The server for tests on MySQL: `mysql://user:password@host:port`, without a database. */
export const mysqlUrl = testMysqlUrl(process.env);

/** What the names of this run's databases begin with; `npm test` drops them when the run is over, however it ends. */
export function databasePrefix(): string {
  return testDatabasePrefix(process.env['TEST_RUN'] ?? `by_hand_${process.ppid}`);
}
