import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import type { ReplenishmentPolicy } from '../../src/inventory/replenishment.ts';
import { stockDonuts } from '../../test/support/donuts.ts';
import { inParallel } from '../in-parallel.ts';

/** Never sold out, and within what the column holds. */
const plenty = 2_000_000_000;

/** Products `<prefix>0` to `<prefix><count - 1>` with this many units each. */
export async function stock(
  db: Database,
  {
    prefix,
    count,
    onHand = plenty,
    policy,
  }: { prefix: string; count: number; onHand?: number; policy?: Partial<ReplenishmentPolicy> },
): Promise<void> {
  await inParallel(8, count, (index) => stockDonuts(db, onHand, policy, `${prefix}${index}`));
}

/** Of the products that {@link stock} has made. */
export function skusOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

export type Totals = { entries: number; onHand: number };

/** Ledger entries and units of all products with this prefix. */
export async function totals(db: Database, prefix: string): Promise<Totals> {
  const sums = (await db('products')
    .where('sku', 'like', `${prefix}%`)
    .sum({ entries: 'ledger_sequence', onHand: 'on_hand' })
    .first()) as { entries: number | string; onHand: number | string };
  return { entries: Number(sums.entries), onHand: Number(sums.onHand) };
}

/** The same, when nothing changes any more: requests whose client is gone may still be under way. */
export async function settledTotals(db: Database, prefix: string): Promise<Totals> {
  let last = await totals(db, prefix);
  for (let quiet = 0; quiet < 4;) {
    await delay(100);
    const now = await totals(db, prefix);
    quiet = now.entries === last.entries ? quiet + 1 : 0;
    last = now;
  }
  return last;
}

/**
 * Whether the ledger bears out what the buyers were told: null if so, else why not.
 *
 * @param told new sales that buyers know of
 * @param doubtful requests without an answer, each of which may have sold or not
 */
export async function ledgerFault(
  db: Database,
  { before, after, told, doubtful }: { before: Totals; after: Totals; told: number; doubtful: number },
): Promise<string | null> {
  const differences = await verifyLedgers(db);
  if (differences.length > 0) return `stock and ledger differ: ${JSON.stringify(differences[0])}`;
  const sold = after.entries - before.entries;
  if (before.onHand - after.onHand !== sold) return `${sold} sales took ${before.onHand - after.onHand} units`;
  if (sold < told || sold > told + doubtful) return `${told} sales told, ${sold} in the ledger`;
  return null;
}
