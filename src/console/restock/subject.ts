import type { Subject } from './repair-words.ts';
import { labelOf } from './product-label.ts';
import { isOrdered, restOf, type Delivery, type RestockInFull } from './restock.ts';

/** What the words of an action are about: the restock, or goods held at it. */
export function subjectOf(restock: RestockInFull, held?: Delivery): Subject {
  const { delivered, quantity, factoryId, state, doubtfulTries } = restock;
  return {
    product: labelOf(restock),
    quantity: held?.quantity ?? (isOrdered(restock) ? restOf(restock) : quantity),
    delivered,
    ordered: quantity,
    factory: factoryId,
    hasFailed: state === 'failed',
    mayHaveOrder: isOrdered(restock) || doubtfulTries > 0,
  };
}

/** Goods alone, wherever they belong to. */
export function subjectOfGoods(goods: Delivery): Subject {
  const { quantity } = goods;
  return {
    product: labelOf(goods),
    quantity,
    delivered: 0,
    ordered: 0,
    factory: '',
    hasFailed: false,
    mayHaveOrder: false,
  };
}
