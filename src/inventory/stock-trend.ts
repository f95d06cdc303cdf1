import type { Database } from '../db/database.ts';
import { timeOf, type StoredTime } from '../db/rows.ts';

/** A place in a product's ledger: when it was, and the stock just after it. */
type Entry = { sku: string; sequence: number; at: Date; onHand: number };

export type TrendPoint = { at: Date; onHand: number };

/** As many points as a trend has at most. */
const mostPoints = 24;

/** How far back a trend goes, in milliseconds; further where there were fewer entries than it has points. */
const span = 86_400_000;

/** Places of one ledger that are looked at in one round of a search. */
const probes = 8;

/**
 * How stock went, by product: ledger entries from a day ago until now, the first and the last among them. Whatever the
 * length of a ledger, it is only ever looked at in single places: its beginning is searched for as in a phone book, for
 * all products at once.
 */
export async function stockTrends(
  db: Database,
  products: readonly { sku: string; ledgerSequence: number }[],
  now = Date.now(),
): Promise<Map<string, TrendPoint[]>> {
  const firsts = await firstSince(db, products, now - span);
  const places = products.flatMap(({ sku, ledgerSequence: last }) => {
    const first = Math.max(1, Math.min(firsts.get(sku) ?? last, last - mostPoints + 1));
    return spread(first, last, mostPoints).map((sequence) => ({ sku, sequence }));
  });
  const entries = Map.groupBy(await entriesAt(db, places), ({ sku }) => sku);
  return new Map(
    products.map(({ sku }) => {
      const points = (entries.get(sku) ?? []).toSorted((one, other) => one.sequence - other.sequence);
      return [sku, points.map(({ at, onHand }) => ({ at, onHand }))];
    }),
  );
}

/** The sequence of each product's first entry since then, or the one after its last. */
async function firstSince(
  db: Database,
  products: readonly { sku: string; ledgerSequence: number }[],
  since: number,
): Promise<Map<string, number>> {
  // All before `from` are older; `to` is not, or is after the last one.
  let open = products.map(({ sku, ledgerSequence }) => ({ sku, from: 1, to: ledgerSequence + 1 }));
  const found = new Map<string, number>();
  while (open.length > 0) {
    const places = open.flatMap(({ sku, from, to }) =>
      spread(from, to - 1, probes).map((sequence) => ({ sku, sequence })),
    );
    const entries = Map.groupBy(await entriesAt(db, places), ({ sku }) => sku);
    const narrowed = open.map(({ sku, from, to }) => {
      const seen = entries.get(sku) ?? [];
      // Where a ledger lacks an entry, it is not searched for ever.
      if (seen.length === 0) return { sku, from: to, to };
      const older = seen.filter(({ at }) => at.getTime() < since);
      const others = seen.filter(({ at }) => at.getTime() >= since);
      return {
        sku,
        from: Math.max(from, ...older.map(({ sequence }) => sequence + 1)),
        to: Math.min(to, ...others.map(({ sequence }) => sequence)),
      };
    });
    for (const { sku, from, to } of narrowed) if (from >= to) found.set(sku, to);
    open = narrowed.filter(({ from, to }) => from < to);
  }
  return found;
}

/** Whole numbers from the first to the last, both among them, as far apart as so many allow. */
function spread(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  const all = Array.from({ length: count }, (_, index) => Math.round(first + index * step));
  return [...new Set(all)].filter((sequence) => sequence >= first && sequence <= last);
}

/** Pairs in one statement: SQLite takes some thousands of values. */
const placesAtOnce = 500;

async function entriesAt(db: Database, places: { sku: string; sequence: number }[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let next = 0; next < places.length; next += placesAtOnce) {
    const some = places.slice(next, next + placesAtOnce).map(({ sku, sequence }) => [sku, sequence]);
    const rows = (await db('purchases')
      .whereIn(['sku', 'sequence'], some)
      .select('sku', 'sequence', 'on_hand', { at: 'purchased_at' })
      .unionAll((others) => {
        void others
          .from('stock_movements')
          .whereIn(['sku', 'sequence'], some)
          .select('sku', 'sequence', 'on_hand', { at: 'occurred_at' });
      })) as unknown as { sku: string; sequence: number; on_hand: number; at: StoredTime }[];
    entries.push(...rows.map(({ sku, sequence, on_hand, at }) => ({ sku, sequence, onHand: on_hand, at: timeOf(at) })));
  }
  return entries;
}
