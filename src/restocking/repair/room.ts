import type { Database } from '../../db/database.ts';
import { Refusal } from '../../errors.ts';
import { mostOnHand } from '../../inventory/adjust.ts';
import { getProduct } from '../../inventory/product-store.ts';

/** Refuses goods for which the shelf has no room. */
export async function assertRoom(trx: Database, sku: string, quantity: number): Promise<void> {
  const { onHand } = await getProduct(trx, sku);
  if (onHand + quantity <= mostOnHand) return;
  throw new Refusal('not-applicable', `${onHand} × ${sku} are on the shelf, and it holds no more than ${mostOnHand}.`, {
    restockId: null,
  });
}
