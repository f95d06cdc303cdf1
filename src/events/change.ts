import { readDatabaseTime } from '../db/clock.ts';
import type { Database } from '../db/database.ts';
import { withNames, type Named } from '../inventory/product-store.ts';
import type { RestockCounts } from '../restocking/restock-counts.ts';
import type { Restock } from '../restocking/restock-store.ts';
import { restockChanges, restocksOf, type ChangedRestock } from './restock-changes.ts';
import { shelfChanges, type ChangedShelf } from './shelf-changes.ts';
import { beginningFor, type Followed, type Look } from './tail.ts';

/** `more`: there are others, too many to tell each. `until`: whoever was told this has missed none until then. */
export type Change =
  | { kind: 'restocks'; until: Date; restocks: Named<Restock>[]; more: boolean }
  | { kind: 'counts'; counts: RestockCounts }
  | { kind: 'shelf'; items: { sku: string; onHand: number }[]; more: boolean };

/** As many as are told one by one. */
const most = { restocks: 50, shelf: 200 };

/** Stock changes with every sale: after a longer break it is read anew, instead of all that was sold meanwhile. */
const longestBreak = 60_000;

/**
 * What has changed since somebody was told for the last time. Undefined: they begin just now; null: it is not known
 * when that was.
 */
export async function changesSince(db: Database, toldUntil: Date | null | undefined): Promise<Change[]> {
  const now = await readDatabaseTime(db);
  if (toldUntil === undefined) return [{ kind: 'restocks', until: now, restocks: [], more: false }];
  const age = toldUntil === null ? -1 : now.getTime() - toldUntil.getTime();
  if (toldUntil === null || age < 0) return tooMany(now);
  const beginning = beginningFor(toldUntil);
  const restocks = await upTo(most.restocks, restockChanges(db), beginning);
  const shelf = age > longestBreak ? { rows: [], more: true } : await upTo(most.shelf, shelfChanges(db), beginning);
  return [await restocksTold(db, restocks, now), shelfTold(shelf)];
}

/** All is to be read anew. */
export function tooMany(until: Date): Change[] {
  return [
    { kind: 'restocks', until, restocks: [], more: true },
    { kind: 'shelf', items: [], more: true },
  ];
}

export async function restocksTold(db: Database, { rows, more }: Look<ChangedRestock>, until: Date): Promise<Change> {
  const restocks = await withNames(db, await restocksOf(db, rows.slice(0, most.restocks)));
  return { kind: 'restocks', until, restocks, more: more || rows.length > most.restocks };
}

export function shelfTold({ rows, more }: Look<ChangedShelf>): Change {
  const items = rows.slice(0, most.shelf).map(({ sku, onHand }) => ({ sku, onHand }));
  return { kind: 'shelf', items, more: more || rows.length > most.shelf };
}

async function upTo<Row>(limit: number, { read }: Followed<Row>, since: Date): Promise<Look<Row>> {
  const rows = await read(since, limit + 1);
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
