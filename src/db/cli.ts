import { ConfigError, readConfig } from '../config.ts';
import { firstLine } from '../errors.ts';
import { openDatabase, type Database } from './database.ts';
import { migrateDown, migrateUp, pendingMigrations } from './migrate.ts';
import { seedDemo } from './seed.ts';
import { isDatabaseAway } from './transaction.ts';

const usage = 'Usage: npm run migrate -- up [--seed] | down | status';

/** `up` brings the schema up to date, `--seed` adds the demo product to an empty shop; `down` takes one step back. */
async function run(db: Database, [command, ...flags]: string[], demo: { sku: string; factoryId: string }) {
  if (command === 'up' && flags.every((flag) => flag === '--seed')) {
    const names = await migrateUp(db);
    const steps = names.length === 0 ? 'The schema is up to date.' : `Migrated: ${names.join(', ')}.`;
    const seeded = flags.length > 0 && (await seedDemo(db, demo));
    return seeded ? `${steps} Put 10 × ${demo.sku} on the shelf.` : steps;
  }
  if (command === 'down' && flags.length === 0) {
    const names = await migrateDown(db);
    return names.length === 0 ? 'There is nothing to take back.' : `Taken back: ${names.join(', ')}.`;
  }
  if (command === 'status' && flags.length === 0) {
    const names = await pendingMigrations(db);
    return names.length === 0
      ? 'The schema is up to date.'
      : `Still to run: ${names.join(', ')}. Run: npm run migrate -- up`;
  }
  throw new Error(usage);
}

try {
  const config = readConfig(process.env);
  const db = openDatabase({ ...config.database, answerDeadline: null });
  try {
    const demo = { sku: config.legacy.sku, factoryId: config.factories[0]?.id ?? '' };
    process.stdout.write(`${await run(db, process.argv.slice(2), demo)}\n`);
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
  return error instanceof ConfigError ? error.message : firstLine(error);
}
