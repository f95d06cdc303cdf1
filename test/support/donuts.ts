import type { Database } from '../../src/db/database.ts';
import { listMovements } from '../../src/inventory/ledger.ts';
import { createProduct, findProduct } from '../../src/inventory/product-store.ts';
import type { ReplenishmentPolicy } from '../../src/inventory/replenishment.ts';
import type { RestockTiming } from '../../src/workflows/restock-contract.ts';

export const donut = 'CP-502101';
export const factoryId = 'FF-500293';
export const otherFactoryId = 'FF-500294';

/** Short waits, so that tests are quick; each test overrides what it is about. */
export const quickTiming: Omit<RestockTiming, 'leadTime'> = {
  orderRetryInterval: 20,
  orderTries: 3,
  orderTimeout: 2_000,
  orderRoundInterval: 200,
  giveUpAfter: 60_000,
  overdueGrace: 60_000,
  abandonAfter: 120_000,
};

/** A product with this many units on the shelf. */
export async function stockDonuts(
  db: Database,
  onHand: number,
  policy: Partial<ReplenishmentPolicy> = {},
  sku = donut,
): Promise<void> {
  const created = await createProduct(
    db,
    {
      sku,
      name: '도넛',
      price: { amount: 3000, currency: 'KRW' },
      policy: { factoryId, reorderPoint: 0, orderQuantity: 10, leadTimeSeconds: 1, ...policy },
    },
    onHand,
  );
  if (!created) throw new Error(`${sku} exists already`);
}

export async function onHandOf(db: Database, sku = donut): Promise<number> {
  return (await findProduct(db, sku))?.onHand ?? Number.NaN;
}

/** Reads the whole ledger by the entries themselves: what the shelf must hold, and whether each entry agrees. */
export async function addUp(db: Database, sku = donut): Promise<{ onHand: number; sold: number; delivered: number }> {
  const entries = (await listMovements(db, sku, { before: null, limit: 1_000_000 })).toReversed();
  let onHand = 0;
  for (const [index, entry] of entries.entries()) {
    onHand += entry.quantity;
    if (entry.sequence !== index + 1) throw new Error(`Entry ${index + 1} of ${sku} has sequence ${entry.sequence}`);
    if (entry.onHand !== onHand || onHand < 0)
      throw new Error(`Entry ${entry.sequence}: ${entry.onHand}, sum ${onHand}`);
  }
  const sumOf = (kind: string) =>
    entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + Math.abs(entry.quantity), 0);
  return { onHand, sold: sumOf('sale'), delivered: sumOf('delivery') };
}
