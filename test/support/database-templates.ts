import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { root } from '../../scripts/launcher/settings.ts';
import { modulesOf } from '../../scripts/launcher/workflow-bundle.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { databasePrefix, mysqlUrl } from './test-run.ts';

const folder = join(root, '.cache/test-databases');

let template: Promise<string> | undefined;
let schema: Promise<string[]> | undefined;

/** A SQLite file that was migrated once for this state of the migrations; copy it. */
export function sqliteTemplate(): Promise<string> {
  template ??= findSqliteTemplate();
  return template;
}

/** The statements that make what the migrations make, read once from a database that was migrated. */
export function mysqlSchema(): Promise<string[]> {
  schema ??= findMysqlSchema();
  return schema;
}

async function findSqliteTemplate(): Promise<string> {
  const file = join(folder, `${schemaKey()}.db`);
  if (existsSync(file)) return file;
  const making = unfinished(file);
  const db = openDatabase({ url: `sqlite:${making}`, poolSize: 1 });
  await migrateUp(db);
  // Into one file: a copy leaves the write-ahead log behind.
  await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.raw('PRAGMA journal_mode = DELETE');
  await db.destroy();
  renameSync(making, file);
  return file;
}

async function findMysqlSchema(): Promise<string[]> {
  const admin = await createConnection({ uri: mysqlUrl });
  const [[server]] = (await admin.query('SELECT VERSION() AS version')) as unknown as [[{ version: string }]];
  const file = join(folder, `${schemaKey(server.version)}.json`);
  try {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as string[];
    const name = `${databasePrefix()}template_${randomBytes(6).toString('hex')}`;
    await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    const db = openDatabase({ url: `${mysqlUrl}/${name}`, poolSize: 1, answerDeadline: null });
    try {
      await migrateUp(db);
      const statements = await statementsOf(db);
      const making = unfinished(file);
      writeFileSync(making, JSON.stringify(statements));
      renameSync(making, file);
      return statements;
    } finally {
      await db.destroy();
      await admin.query(`DROP DATABASE ${name}`);
    }
  } finally {
    await admin.end();
  }
}

async function statementsOf(db: ReturnType<typeof openDatabase>): Promise<string[]> {
  const [tables] = (await db.raw('SHOW TABLES')) as [Record<string, string>[]];
  const names = tables.flatMap((row) => Object.values(row));
  const created = names.map(async (name) => {
    const [[row]] = (await db.raw('SHOW CREATE TABLE ??', [name])) as [[Record<'Create Table', string>]];
    return row['Create Table'];
  });
  const rows = names
    .filter((name) => name.startsWith('knex_'))
    .map(async (name) =>
      db(name)
        .insert(await db(name))
        .toQuery(),
    );
  return [...(await Promise.all(created)), ...(await Promise.all(rows))];
}

/** Changes with the migrations and all that they import. */
function schemaKey(server = ''): string {
  const hash = createHash('sha256').update(server);
  const files = ['src/db/migrate.ts', 'src/db/migrations/index.ts'].flatMap((file) => [...modulesOf(join(root, file))]);
  for (const file of files.toSorted()) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 24);
}

/** Beside the file that it becomes: whatever interrupts the making leaves nothing half done. */
function unfinished(file: string): string {
  mkdirSync(folder, { recursive: true });
  return `${file}.${process.pid}`;
}
