import { createConnection } from 'mysql2/promise';
import { afterAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { createMysqlDatabase, createSqliteDatabase, mysqlUrl, type TestDatabase } from './create-database.ts';

const dialects = [
  { dialect: 'SQLite', create: createSqliteDatabase, missing: null },
  { dialect: 'MySQL', create: createMysqlDatabase, missing: await whyNoMysql() },
] as const;

/**
 * Runs the same tests on every database. `open` answers a migrated database without rows, made for this call and
 * removed after the file; call it once for all tests of a file, or once a test.
 */
export function describeEachDatabase(name: string, tests: (open: () => Promise<OpenDatabase>) => void): void {
  for (const { dialect, create, missing } of dialects) {
    const title = missing === null ? `${name} (${dialect})` : `${name} (${dialect} skipped: ${missing})`;
    describe.skipIf(missing !== null)(title, () => {
      const opened: OpenDatabase[] = [];
      afterAll(async () => {
        for (const each of opened) {
          await each.db.destroy();
          await each.drop();
        }
      });
      tests(async () => {
        const database = await create();
        const db = openDatabase({ url: database.url, poolSize: 8 });
        await migrateUp(db);
        const each = { ...database, db, dialect };
        opened.push(each);
        return each;
      });
    });
  }
}

export type OpenDatabase = TestDatabase & { db: Database; dialect: 'SQLite' | 'MySQL' };

/** Why MySQL cannot be tested here, in a sentence; a failure where `CI=true`. */
async function whyNoMysql(): Promise<string | null> {
  try {
    const connection = await createConnection({ uri: mysqlUrl, connectTimeout: 2000 });
    await connection.end();
    return null;
  } catch (error) {
    const reason = `no server answers at TEST_MYSQL_URL (${(error as Error).message})`;
    if (process.env['CI'] === 'true')
      throw new Error(`With CI=true MySQL must be there, but ${reason}`, { cause: error });
    return reason;
  }
}
