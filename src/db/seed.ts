import type { Database } from './database.ts';
import { createProduct } from '../inventory/product-store.ts';

/** Puts ten donuts on the shelf of a shop that has no products yet; answers whether it did. */
export async function seedDemo(db: Database, demo: { sku: string; factoryId: string }): Promise<boolean> {
  if (await db('products').first('sku')) return false;
  return createProduct(
    db,
    {
      sku: demo.sku,
      name: '도넛',
      price: { amount: 3000, currency: 'KRW' },
      policy: { factoryId: demo.factoryId, reorderPoint: 0, orderQuantity: 10, leadTimeSeconds: 5 },
    },
    10,
  );
}
