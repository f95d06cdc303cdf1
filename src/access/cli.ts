import { readConfig } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { isDatabaseAway } from '../db/transaction.ts';
import { firstLine } from '../errors.ts';
import { runKeysCommand } from './key-commands.ts';

/** Works on the database itself: whoever can reach that needs no key to make one. */
try {
  const db = openDatabase(readConfig(process.env).database);
  try {
    const pending = await pendingMigrations(db);
    if (pending.length > 0) throw new Error(`The database lacks ${pending.join(', ')}: npm run migrate -- up`);
    const { out, note } = await runKeysCommand(db, process.argv.slice(2));
    // Apart, so that `KEY=$(…)` holds the key and nothing else.
    if (note !== undefined) process.stderr.write(`${note}\n`);
    process.stdout.write(`${out}\n`);
  } finally {
    await db.destroy();
  }
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}

function sentence(error: unknown): string {
  if (isDatabaseAway(error))
    return `The database does not answer (${firstLine(error)}). Start it, or check DATABASE_URL.`;
  return error instanceof Error ? error.message : String(error);
}
