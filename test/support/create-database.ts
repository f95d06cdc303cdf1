import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

export const mysqlUrl = process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';

/** A database of its own: its address, for processes that open it themselves, and how to remove it. */
export type TestDatabase = { url: string; drop(): Promise<void> };

export async function createMysqlDatabase(): Promise<TestDatabase> {
  const name = `restock_test_${randomBytes(6).toString('hex')}`;
  const admin = await createConnection({ uri: mysqlUrl });
  await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    url: `${mysqlUrl}/${name}`,
    async drop() {
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

export function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'restock-test-'));
  return Promise.resolve({
    url: `sqlite:${join(folder, 'restock.db')}`,
    drop: () => Promise.resolve(rmSync(folder, { recursive: true })),
  });
}
