import type { Knex } from 'knex';
import type { Database } from '../db/database.ts';
import type { ProductRow } from '../db/rows.ts';

/** A product whose ledger does not come to what its row says. */
export type LedgerDifference = { sku: string; onHand: number; ledger: number; missingEntries: number };

/**
 * Compares `onHand` of every product with the sum of its ledger. Each entry is added up once: a product's row keeps how
 * far it was verified. Where they differ nothing is moved on, so that the difference is told again until it is mended.
 */
export async function verifyLedgers(db: Database): Promise<LedgerDifference[]> {
  const products = await db('products')
    .where('ledger_sequence', '>', db.ref('verified_sequence'))
    .orWhere('on_hand', '<>', db.ref('verified_on_hand'));
  const differences: LedgerDifference[] = [];
  for (const product of products) {
    const difference = await verifyLedger(db, product);
    if (difference) differences.push(difference);
  }
  return differences;
}

async function verifyLedger(db: Database, product: ProductRow): Promise<LedgerDifference | null> {
  // Entries are written under the product's lock, so all up to the sequence read here are committed.
  const range = [product.verified_sequence + 1, product.ledger_sequence] as const;
  const { sku } = product;
  const sales = await sumOf(db('purchases').where({ sku }).whereBetween('sequence', range));
  const others = await sumOf(db('stock_movements').where({ sku }).whereBetween('sequence', range));
  const ledger = product.verified_on_hand - sales.quantity + others.quantity;
  const missingEntries = product.ledger_sequence - product.verified_sequence - sales.entries - others.entries;
  if (ledger !== product.on_hand || missingEntries !== 0) {
    return { sku, onHand: product.on_hand, ledger, missingEntries };
  }
  await db('products')
    .where({ sku, verified_sequence: product.verified_sequence })
    .update({ verified_sequence: product.ledger_sequence, verified_on_hand: ledger });
  return null;
}

async function sumOf(entries: Knex.QueryBuilder): Promise<{ quantity: number; entries: number }> {
  // mysql2 answers a SUM as text, since it may be larger than a number holds exactly.
  type Sums = { quantity: number | string | null; entries: number | string };
  const sums = (await entries.sum({ quantity: 'quantity' }).count({ entries: '*' }).first()) as Sums;
  return { quantity: Number(sums.quantity ?? 0), entries: Number(sums.entries) };
}
