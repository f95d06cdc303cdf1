import type { Database } from '../db/database.ts';
import { findRestocks, type Restock } from '../restocking/restock-store.ts';
import type { Followed } from './tail.ts';

export type ChangedRestock = { id: string; version: number };

/** Restocks, by what a person can see of them. */
export function restockChanges(db: Database): Followed<ChangedRestock> {
  return {
    read: (since, limit) =>
      db('restocks')
        .where('changed_at', '>=', since)
        .orderBy('changed_at', 'desc')
        .limit(limit)
        .select('id', 'version'),
    keyOf: ({ id }) => id,
    versionOf: ({ version }) => version,
  };
}

/** In the order of the changes, the latest first. */
export async function restocksOf(db: Database, changed: ChangedRestock[]): Promise<Restock[]> {
  const found = await findRestocks(
    db,
    changed.map(({ id }) => id),
  );
  const byId = new Map(found.map((restock) => [restock.id, restock]));
  return changed.flatMap(({ id }) => byId.get(id) ?? []);
}
