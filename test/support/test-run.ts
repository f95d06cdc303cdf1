import { testDatabasePrefix, testMysqlUrl } from '../../scripts/launcher/test-databases.ts';

/** The server for tests on MySQL: `mysql://user:password@host:port`, without a database. */
export const mysqlUrl = testMysqlUrl(process.env);

/** Every test on every database: in CI, and with `npm test -- --full`. */
export const isFullRun = process.env['CI'] === 'true' || process.env['TEST_FULL'] === 'true';

/** What the names of this run's databases begin with; `npm test` drops them when the run is over, however it ends. */
export function databasePrefix(): string {
  return testDatabasePrefix(process.env['TEST_RUN'] ?? `by_hand_${process.ppid}`);
}
