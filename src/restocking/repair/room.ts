import { mostOnHand } from '../../inventory/adjust.ts';
import type { Product } from '../../inventory/product-store.ts';
import { denial, type Denial } from './denials.ts';

/** Why the shelf has no room for these goods; null where it has. */
export function whyNoRoom({ sku, onHand }: Pick<Product, 'sku' | 'onHand'>, quantity: number): Denial | null {
  return onHand + quantity <= mostOnHand ? null : denial('no-room', { onHand, sku, most: mostOnHand });
}
