import type { Group } from '../group.ts';
import { fixedRates } from './fixed-rates.ts';
import { growth } from './growth.ts';
import { hotProduct } from './hot-product.ts';
import { lastSale } from './last-sale.ts';
import { limits } from './limits.ts';
import { manyProducts } from './many-products.ts';
import { overload } from './overload.ts';
import { restocks } from './restocks.ts';
import { soldOut } from './sold-out.ts';
import { waitingMemory } from './waiting-memory.ts';
import { watching } from './watching.ts';

/** By the name that `--only` takes, in the order in which they run. */
export const groups: Record<string, Group> = {
  'hot-product': hotProduct,
  'many-products': manyProducts,
  'fixed-rates': fixedRates,
  'sold-out': soldOut,
  restocks,
  'last-sale': lastSale,
  'waiting-memory': waitingMemory,
  overload,
  growth,
  watching,
  limits,
};
