import { createConnection } from 'mysql2/promise';
import { afterAll, describe, inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { createMysqlDatabase, createSqliteDatabase, type TestDatabase } from './create-database.ts';
import { missingHere } from './missing-here.ts';
import { mysqlUrl } from './test-run.ts';

export type Dialect = 'SQLite' | 'MySQL';

declare module 'vitest' {
  interface ProvidedContext {
    /** On which databases this project runs `describeDatabase` and `describeEachDatabase`; see vitest.config.ts. */
    databases: { usual: Dialect[]; each: Dialect[] };
  }
}

export type OpenDatabase = TestDatabase & { db: Database; dialect: Dialect };

type Open = () => Promise<OpenDatabase>;

const creators = { SQLite: createSqliteDatabase, MySQL: createMysqlDatabase };
const missing = { SQLite: null, MySQL: await whyNoMysql() };

/**
 * Tests of the shop's rules and of its API, to which it is all the same where the rows are: on SQLite, in a full run on
 * every database. `open` answers a migrated database without rows, for one test or, called in `beforeAll`, for all of
 * the file.
 */
export function describeDatabase(name: string, tests: (open: Open) => void): void {
  describeOn(inject('databases').usual, name, tests);
}

/** Like {@link describeDatabase}, always on every database: SQL, locks or transactions are the subject. */
export function describeEachDatabase(name: string, tests: (open: Open) => void): void {
  describeOn(inject('databases').each, name, tests);
}

function describeOn(dialects: Dialect[], name: string, tests: (open: Open) => void): void {
  for (const dialect of dialects) {
    const reason = missing[dialect];
    const title = reason === null ? `${name} (${dialect})` : `${name} (${dialect} skipped: ${reason})`;
    describe.skipIf(reason !== null)(title, () => {
      const ofAll: OpenDatabase[] = [];
      afterAll(() => closeAll(ofAll));
      tests(async () => {
        const database = await creators[dialect]();
        const opened = { ...database, db: openDatabase({ url: database.url, poolSize: 8 }), dialect };
        if (!atEndOfTest(() => closeAll([opened]))) ofAll.push(opened);
        return opened;
      });
    });
  }
}

/** False where no test is running: in `beforeAll`. */
function atEndOfTest(work: () => Promise<void>): boolean {
  try {
    onTestFinished(work);
    return true;
  } catch {
    return false;
  }
}

async function closeAll(databases: OpenDatabase[]): Promise<void> {
  for (const each of databases.splice(0)) {
    await each.db.destroy();
    await each.drop();
  }
}

/** Why MySQL cannot be tested here, in a sentence; a failure where `CI=true`. */
async function whyNoMysql(): Promise<string | null> {
  const { usual, each } = inject('databases');
  if (![...usual, ...each].includes('MySQL')) return null;
  try {
    const connection = await createConnection({ uri: mysqlUrl, connectTimeout: 2000 });
    await connection.end();
    return null;
  } catch (error) {
    return missingHere(`no server answers at TEST_MYSQL_URL (${(error as Error).message})`);
  }
}
