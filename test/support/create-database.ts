import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { mysqlSchema, sqliteTemplate } from './database-templates.ts';
import { databasePrefix, mysqlUrl } from './test-run.ts';

/** A migrated database without rows: its address, for processes that open it themselves, and how to remove it. */
export type TestDatabase = { url: string; drop(): Promise<void> };

export async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'restock-test-'));
  copyFileSync(await sqliteTemplate(), join(folder, 'restock.db'));
  return {
    url: `sqlite:${join(folder, 'restock.db')}`,
    drop: () => Promise.resolve(rmSync(folder, { recursive: true })),
  };
}

/** A database on the test server that nothing else uses. */
export async function createMysqlDatabase(): Promise<TestDatabase> {
  const { url, name } = await makeMysqlDatabase();
  return { url, drop: async () => void (await (await admin()).query(`DROP DATABASE ${name}`)) };
}

/** Emptied databases of this process, ready for the next test: to make one takes longer than to empty it. */
const idle: { url: string; name: string }[] = [];

/** Like {@link createMysqlDatabase}, but `drop` empties the database and keeps it for a later call. */
export async function borrowMysqlDatabase(): Promise<TestDatabase> {
  const database = idle.pop() ?? (await makeMysqlDatabase());
  return {
    url: database.url,
    async drop() {
      await emptyMysqlDatabase(database.name);
      idle.push(database);
    },
  };
}

async function makeMysqlDatabase(): Promise<{ url: string; name: string }> {
  const statements = await mysqlSchema();
  const name = databasePrefix() + randomBytes(6).toString('hex');
  const connection = await admin();
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}; ${statements.join(';')}`);
  return { url: `${mysqlUrl}/${name}`, name };
}

/** Ends sessions that a test left behind, which may still hold locks, and deletes every row. */
async function emptyMysqlDatabase(name: string): Promise<void> {
  const connection = await admin();
  const left = 'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()';
  const [sessions] = (await connection.query(left, [name])) as unknown as [{ id: number }[]];
  for (const { id } of sessions) await connection.query(`KILL ${id}`).catch(() => undefined);
  const rows = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?';
  const [tables] = (await connection.query(rows, [name])) as unknown as [{ name: string }[]];
  const filled = tables.filter((table) => !table.name.startsWith('knex_'));
  await connection.query(filled.map((table) => `DELETE FROM ${name}.${table.name}`).join(';'));
}

let connected: Promise<Connection> | undefined;

/** One connection for the life of the process. */
function admin(): Promise<Connection> {
  connected ??= createConnection({ uri: mysqlUrl, multipleStatements: true });
  return connected;
}
