import { createConnection } from 'mysql2/promise';

/** The server for tests on MySQL or MariaDB: `mysql://user:password@host:port`. */
export function testMysqlUrl(env: NodeJS.ProcessEnv): string {
  return env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';
}

/** What the names of a run's databases begin with. */
export function testDatabasePrefix(testRun: string): string {
  return `restock_test_${testRun}_`;
}

/** Which server answers there; or that none does, what that means and what to do. */
export async function describeMysql(url: string): Promise<{ missing: boolean; sentence: string }> {
  const where = url.replace(/:[^:/@]*@/, '@');
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
    const [rows] = await connection.query('SELECT VERSION() AS version');
    await connection.end();
    return { missing: false, sentence: `${(rows as { version: string }[])[0]?.version} at ${where}` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const advice = 'start one, or set TEST_MYSQL_URL to a user who may create databases';
    const sentence = `no MySQL or MariaDB answers at ${where} (${code ?? message}): what runs there is skipped; ${advice}`;
    return { missing: true, sentence };
  }
}

/** Drops what a run made and left behind; nothing where no server answers. */
export async function dropTestDatabases(url: string, testRun: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 }).catch(() => null);
  if (connection === null) return;
  const named = 'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?';
  const prefix = testDatabasePrefix(testRun);
  const [databases] = (await connection.query(named, [prefix.length, prefix])) as unknown as [{ name: string }[]];
  for (const { name } of databases) await connection.query(`DROP DATABASE ${name}`);
  await connection.end();
}
