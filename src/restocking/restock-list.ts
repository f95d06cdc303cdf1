import { isSqlite, type Database } from '../db/database.ts';
import type { RestockRow } from '../db/rows.ts';
import { restockStates } from '../workflows/restock-contract.ts';
import { reasonsIn, whereFits, type RestockFilter } from './restock-filter.ts';
import { restockOf, type Restock } from './restock-store.ts';

type Page = { after: { requestedAt: Date; id: string } | null; limit: number };

/**
 * The newest first, those after the given one. Each part that is asked for is read along its own index, up to one page,
 * and the page is put together of these: an index over millions of closed ones is never searched for a few others.
 */
export async function listRestocks(db: Database, filter: RestockFilter, page: Page): Promise<Restock[]> {
  const parts = partsOf(filter).map((part) => db.select('*').from(newest(db, part, page).as('part')));
  const [first, ...others] = parts;
  if (first === undefined) return [];
  const rows = (await first
    .unionAll(others)
    .orderBy([
      { column: 'requested_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit)) as RestockRow[];
  return rows.map(restockOf);
}

/** Filters that have nothing in common, each with one state or one reason at most. */
function partsOf(filter: RestockFilter): RestockFilter[] {
  if (filter.sku !== undefined) return [filter];
  const reasons = reasonsIn(filter);
  if (reasons !== null) return reasons.map((reason) => ({ ...filter, attention: [reason] }));
  const states = filter.state ?? (filter.factoryId === undefined ? null : restockStates);
  return states === null ? [filter] : [...new Set(states)].map((state) => ({ ...filter, state: [state] }));
}

function newest(db: Database, filter: RestockFilter, { after, limit }: Page) {
  const query = whereFits(alongIndex(db, indexFor(filter)).select('*'), filter)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after === null) return query;
  // The first condition says nothing more, but MySQL finds its place in an index by no other.
  return query
    .where('requested_at', '<=', after.requestedAt)
    .whereRaw('(requested_at, id) < (?, ?)', [after.requestedAt, after.id]);
}

/** The one in which what fits a part stands together and newest last; null: it is few, so that any will do. */
function indexFor({ sku, attention, factoryId, state }: RestockFilter): string | null {
  if (sku !== undefined) return null;
  if (attention !== undefined) return 'restocks_attention';
  if (factoryId !== undefined) return 'restocks_factory';
  return state === undefined ? 'restocks_newest' : 'restocks_state';
}

/** MariaDB has to be told: it would find the first of a state, and walk from there to the place of the page. */
function alongIndex(db: Database, index: string | null) {
  return index === null || isSqlite(db)
    ? db('restocks')
    : db.from<RestockRow>(db.raw('?? FORCE INDEX (??)', ['restocks', index]));
}
