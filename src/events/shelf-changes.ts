import type { Database } from '../db/database.ts';
import type { Followed } from './tail.ts';

export type ChangedShelf = { sku: string; onHand: number; sequence: number };

/**
 * Products whose stock changed. Found by their latest ledger entries, of which each has its time in its id, so that a
 * sale writes nothing for those who watch. The times are those of the processes that sell.
 */
export function shelfChanges(db: Database): Followed<ChangedShelf> {
  return {
    async read(since, limit) {
      const first = firstIdAt(since);
      const entries = db('purchases').where('id', '>=', first).select('sku');
      const others = db('stock_movements').where('id', '>=', first).select('sku');
      const changed = entries.union([others] as never).as('changed');
      const rows = (await db
        .from(changed)
        .join('products as p', 'p.sku', 'changed.sku')
        .limit(limit)
        .select('p.sku', 'p.on_hand', 'p.ledger_sequence')) as {
        sku: string;
        on_hand: number;
        ledger_sequence: number;
      }[];
      return rows.map(({ sku, on_hand, ledger_sequence }) => ({ sku, onHand: on_hand, sequence: ledger_sequence }));
    },
    keyOf: ({ sku }) => sku,
    versionOf: ({ sequence }) => sequence,
  };
}

/** A UUID of version 7 begins with its time. */
function firstIdAt(time: Date): string {
  const digits = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
