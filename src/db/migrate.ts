import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { migrations, type Migration } from './migrations/index.ts';

/** Our own list instead of knex's look into a folder, which would store file names with their extension. */
const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

// A process of the last version goes on beside a schema that is newer: changes expand first and contract later.
const settings: Knex.MigratorConfig = { migrationSource, disableMigrationsListValidation: true };

/** Brings the schema up to date; answers the names of the migrations that ran. */
export async function migrateUp(db: Database): Promise<string[]> {
  const [, names] = (await db.migrate.latest(settings)) as [number, string[]];
  return names;
}

/** Takes back the newest migration; answers its name, or nothing when there is none. */
export async function migrateDown(db: Database): Promise<string[]> {
  const [, names] = (await db.migrate.down(settings)) as [number, string[]];
  return names;
}

/** Names of the migrations that the database still lacks. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const [, pending] = (await db.migrate.list(settings)) as [unknown, Migration[]];
  return pending.map((migration) => migration.name);
}
