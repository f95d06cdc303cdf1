import { runKeysCommand, UsageError } from '../access/key-commands.ts';
import { ConfigError, readConfig } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { isDatabaseAway } from '../db/transaction.ts';
import { firstLine } from '../errors.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** Runs `keys …` on the database. */
export async function keys(args: string[]): Promise<void> {
  try {
    const db = openDatabase(readConfig(process.env).database);
    try {
      const pending = await pendingMigrations(db);
      if (pending.length > 0) throw new Error(`The database lacks ${pending.join(', ')}: npm run migrate -- up`);
      const { out, note } = await runKeysCommand(db, args);
      // Apart, so that `KEY=$(…)` holds the key and nothing else.
      if (note !== undefined) process.stderr.write(`${note}\n`);
      process.stdout.write(`${out}\n`);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  if (isDatabaseAway(error)) {
    const happened = `The database does not answer (${firstLine(error)}).`;
    return new Failure(exitCodes.unreachable, { happened, next: 'Start it, or check DATABASE_URL.' });
  }
  const isUsage = error instanceof UsageError || error instanceof ConfigError;
  const happened = error instanceof Error ? error.message : String(error);
  return new Failure(isUsage ? exitCodes.usage : exitCodes.failed, { happened });
}
