import { firstLine } from '../errors.ts';
import type { Database } from './database.ts';
import { assertDurableCommits } from './durability.ts';
import { pendingMigrations } from './migrate.ts';
import { isDatabaseAway } from './transaction.ts';

/**
 * Why to wait for the database before work begins; null when it is there and fit.
 *
 * @throws {Error} when it is there but waiting will not help; its message says what to do
 */
export async function databaseFault(db: Database, options: { allowUnsafeCommits: boolean }): Promise<string | null> {
  try {
    const pending = await pendingMigrations(db);
    if (pending.length > 0) {
      throw new Error(`The database lacks the migrations ${pending.join(', ')}. Run: npm run migrate -- up`);
    }
    await assertDurableCommits(db, options);
    return null;
  } catch (error) {
    if (isDatabaseAway(error)) return `The database does not answer (${firstLine(error)}).`;
    throw error;
  }
}
