import type { Subject } from './repair-words.ts';
import { isOrdered, restOf, type Delivery, type RestockInFull } from './restock.ts';

/** What the words of an action are about: the restock, or goods held at it. */
export function subjectOf(restock: RestockInFull, held?: Delivery): Subject {
  const { sku, delivered, quantity, factoryId, state, doubtfulTries } = restock;
  return {
    sku,
    quantity: held?.quantity ?? (isOrdered(restock) ? restOf(restock) : quantity),
    delivered,
    ordered: quantity,
    factory: factoryId,
    hasFailed: state === 'failed',
    mayHaveOrder: isOrdered(restock) || doubtfulTries > 0,
  };
}

/** Goods alone, wherever they belong to. */
export function subjectOfGoods({ sku, quantity }: Delivery): Subject {
  return { sku, quantity, delivered: 0, ordered: 0, factory: '', hasFailed: false, mayHaveOrder: false };
}
