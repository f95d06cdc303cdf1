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

type MysqlDatabase = { url: string; name: string; schema: string };

/** Emptied databases of this process, ready for the next test: to make one takes longer than to empty it. */
const idle: MysqlDatabase[] = [];

/**
 * A database on the test server that nothing else uses. `drop` empties it and keeps it for a later call; one whose schema a
 * test has changed is dropped.
 */
export async function createMysqlDatabase(): Promise<TestDatabase> {
  const database = idle.pop() ?? (await makeMysqlDatabase());
  return {
    url: database.url,
    async drop() {
      await endSessions(database.name);
      if ((await schemaOf(database.name)) === database.schema) {
        await emptyTables(database.name);
        idle.push(database);
      } else {
        await (await admin()).query(`DROP DATABASE ${database.name}`);
      }
    },
  };
}

async function makeMysqlDatabase(): Promise<MysqlDatabase> {
  const statements = await mysqlSchema();
  const name = databasePrefix() + randomBytes(6).toString('hex');
  const connection = await admin();
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}; ${statements.join(';')}`);
  return { url: `${mysqlUrl}/${name}`, name, schema: await schemaOf(name) };
}

/** A test may have left some behind, which may still hold locks. */
async function endSessions(name: string): Promise<void> {
  const connection = await admin();
  const left = 'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()';
  const [sessions] = (await connection.query(left, [name])) as unknown as [{ id: number }[]];
  for (const { id } of sessions) await connection.query(`KILL ${id}`).catch(() => undefined);
}

/** Names of tables, columns and triggers; differs where a migration was taken back or a table was renamed. */
async function schemaOf(name: string): Promise<string> {
  const [rows] = await (
    await admin()
  ).query(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :name
     UNION ALL SELECT trigger_name, '' FROM information_schema.triggers WHERE trigger_schema = :name ORDER BY 1, 2`,
    { name },
  );
  return JSON.stringify(rows);
}

async function emptyTables(name: string): Promise<void> {
  const connection = await admin();
  const all = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?';
  const [tables] = (await connection.query(all, [name])) as unknown as [{ name: string }[]];
  const ours = tables.filter((table) => !table.name.startsWith('knex_'));
  await connection.query(ours.map((table) => `DELETE FROM ${name}.${table.name}`).join(';'));
}

let connected: Promise<Connection> | undefined;

/** One connection for the life of the process. */
function admin(): Promise<Connection> {
  connected ??= createConnection({ uri: mysqlUrl, multipleStatements: true, namedPlaceholders: true });
  return connected;
}
