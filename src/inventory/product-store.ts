import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { stepOf, type Step } from '../db/one-trip.ts';
import type { ProductRow } from '../db/rows.ts';
import { inTransaction, isDuplicateKey } from '../db/transaction.ts';
import { Refusal } from '../errors.ts';
import { recordMovement } from './ledger.ts';
import { ledgerNotes } from './stock-sentences.ts';
import type { ReplenishmentPolicy } from './replenishment.ts';

/** Minor units, such as won or cents. */
type Money = { amount: number; currency: string };

export type Product = {
  sku: string;
  /** UUID by which factories know the product. */
  productId: string;
  name: string;
  price: Money;
  /** Units on the shelf; never below 0. */
  onHand: number;
  policy: ReplenishmentPolicy;
  /** Number of ledger entries so far; the newest has this sequence. */
  ledgerSequence: number;
  /** Number of restocks so far. */
  restockCount: number;
};

export type ProductDescription = Pick<Product, 'sku' | 'name' | 'price' | 'policy'>;

export async function findProduct(db: Database, sku: string): Promise<Product | null> {
  const row = await db('products').where({ sku }).first();
  return row ? productOf(row) : null;
}

/** @throws {Refusal} `unknown-product` */
export async function getProduct(db: Database, sku: string): Promise<Product> {
  const product = await findProduct(db, sku);
  if (!product) throw unknownProduct(sku);
  return product;
}

export function unknownProduct(sku: string): Refusal {
  return new Refusal('unknown-product', `There is no product ${sku}.`, { sku });
}

/**
 * Finds the product and locks it until the transaction ends. Whoever changes stock, a restock or a delivery takes this
 * lock first, so that no two of them can wait for each other.
 */
export async function lockProduct(trx: Database, sku: string): Promise<Product | null> {
  const row = await trx('products').where({ sku }).forUpdate().first();
  return row ? productOf(row) : null;
}

/** What is to know of a product when it is sold. */
export type Shelf = Pick<Product, 'sku' | 'onHand' | 'ledgerSequence'> & {
  policy: Pick<ReplenishmentPolicy, 'reorderPoint' | 'orderQuantity'>;
};

/** Only these columns: a batch locks many products, and a whole row takes four times as long to read. */
const shelfColumns = [
  'sku',
  'on_hand',
  'ledger_sequence',
  'reorder_point',
  'order_quantity',
] as const satisfies (keyof ProductRow)[];

/** Locks many, in order of SKU: so those who lock several never wait for each other in a circle. */
export function lockShelves(trx: Database, skus: string[]): Step<Shelf[]> {
  const statement = trx('products')
    .whereIn('sku', skus)
    .orderBy('sku')
    .forUpdate()
    .select(...shelfColumns);
  return stepOf(statement, (rows) =>
    rows.map((row) => ({
      sku: row.sku,
      onHand: row.on_hand,
      ledgerSequence: row.ledger_sequence,
      policy: { reorderPoint: row.reorder_point, orderQuantity: row.order_quantity },
    })),
  );
}

/** In order of SKU, those after the given one. */
export async function listProducts(db: Database, page: { after: string | null; limit: number }): Promise<Product[]> {
  const query = db('products').orderBy('sku').limit(page.limit);
  const rows = await (page.after === null ? query : query.where('sku', '>', page.after));
  return rows.map(productOf);
}

/** Those of the given SKUs that there are. */
export async function findProducts(db: Database, skus: string[]): Promise<Product[]> {
  return (await db('products').whereIn('sku', skus)).map(productOf);
}

/** With the name of the product that it is about. */
export type Named<Row> = Row & { productName: string };

/** The same rows with the names of their products, which are read at once. */
export async function withNames<Row extends { sku: string }>(db: Database, rows: Row[]): Promise<Named<Row>[]> {
  if (rows.length === 0) return [];
  const skus = [...new Set(rows.map(({ sku }) => sku))];
  const found = await db('products').whereIn('sku', skus).select('sku', 'name');
  const names = new Map(found.map(({ sku, name }) => [sku, name]));
  return rows.map((row) => ({ ...row, productName: names.get(row.sku) ?? row.sku }));
}

/** Creates the product, its opening stock as the first ledger entry; answers false when the SKU exists already. */
export async function createProduct(
  db: Database,
  product: ProductDescription,
  openingStock: number,
  actor: string | null = null,
): Promise<boolean> {
  const now = new Date();
  try {
    await inTransaction(db, async (trx) => {
      await trx('products').insert({
        ...columnsOf(product),
        product_id: randomUUIDv7(),
        on_hand: openingStock,
        ledger_sequence: openingStock === 0 ? 0 : 1,
        created_at: now,
        updated_at: now,
      });
      if (openingStock === 0) return;
      await recordMovement(trx, product.sku, {
        kind: 'adjustment',
        quantity: openingStock,
        onHand: openingStock,
        sequence: 1,
        reason: ledgerNotes['opening-stock'],
        actor,
      });
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Changes name, price and policy; answers false when there is no such product. */
export async function changeProduct(db: Database, product: ProductDescription): Promise<boolean> {
  const changed = await db('products')
    .where({ sku: product.sku })
    .update({ ...columnsOf(product), updated_at: new Date() });
  return changed === 1;
}

function columnsOf({ sku, name, price, policy }: ProductDescription) {
  return {
    sku,
    name,
    price_amount: price.amount,
    price_currency: price.currency,
    factory_id: policy.factoryId,
    reorder_point: policy.reorderPoint,
    order_quantity: policy.orderQuantity,
    lead_time_seconds: policy.leadTimeSeconds,
  };
}

function productOf(row: ProductRow): Product {
  return {
    sku: row.sku,
    productId: row.product_id,
    name: row.name,
    price: { amount: row.price_amount, currency: row.price_currency },
    restockCount: row.restock_count,
    onHand: row.on_hand,
    policy: {
      factoryId: row.factory_id,
      reorderPoint: row.reorder_point,
      orderQuantity: row.order_quantity,
      leadTimeSeconds: row.lead_time_seconds,
    },
    ledgerSequence: row.ledger_sequence,
  };
}
