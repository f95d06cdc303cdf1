import * as fc from 'fast-check';
import { attentionReasons, type Attention } from '../../src/workflows/restock-contract.ts';

type OfProduct = { product: number };
/** The n-th restock of a product, which may not exist. */
type OfRestock = OfProduct & { number: number };

/** One thing that somebody does to the shop, as plain data: what it does depends on what happened before. */
export type Command =
  | (OfProduct & { do: 'buy'; quantity: number; key: string | null })
  | (OfProduct & { do: 'adjust'; quantity: number })
  | (OfProduct & { do: 'change policy'; reorderPoint: number; orderQuantity: number })
  | (OfProduct & { do: 'request'; quantity: number | undefined })
  | (OfProduct & { do: 'deliver astray'; claim: string | null; arrival: string; quantity: number })
  | (OfRestock & { do: 'order'; order: string })
  | (OfRestock & { do: 'deliver'; id: string | null; quantity: number; tolerancePercent: number })
  | (OfRestock & { do: 'book'; id: string | null; from: number })
  | (OfRestock & { do: 'raise' | 'fail'; attention: Attention })
  | (OfRestock & { do: 'take up' })
  | (OfRestock & { do: 'cancel'; factoryTold: boolean })
  | { do: 'verify' }
  | { do: 'sweep' }
  /** The process ends and begins anew; Temporal with it, where its data are lost. */
  | { do: 'restart'; loses: 'nothing' | 'workflows' };

/** Products 0 and 1 are for sale; there is no product 2. */
export const productsForSale = 2;

export type Policy = { reorderPoint: number; orderQuantity: number };

export const policy: fc.Arbitrary<Policy> = fc.record({
  reorderPoint: fc.constantFrom(0, 0, 1, 3),
  orderQuantity: fc.constantFrom(0, 1, 4, 10, 10, 100),
});

export const openingStock = fc.integer({ min: 0, max: 12 });

const product = fc.oneof(
  { weight: 20, arbitrary: fc.nat(productsForSale - 1) },
  { weight: 1, arbitrary: fc.constant(2) },
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 4 }) },
);
const few = fc.integer({ min: 1, max: 6 });
const deliveryId = fc.constantFrom(null, 'a', 'a', 'a', 'b');
const attention = fc.constantFrom(...attentionReasons);
const key = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('k', 'K', 'l') },
);
/** Parts of an order, the whole of one, and just as much as a tolerance allows or one more. */
const arrival = fc.oneof(
  fc.record({ quantity: few, tolerancePercent: fc.constantFrom(0, 13) }),
  fc.constantFrom(
    ...[
      [4, 0],
      [10, 0],
      [11, 10],
      [100, 0],
      [113, 13],
      [114, 13],
      [8, 100],
    ].map(([quantity = 0, tolerancePercent = 0]) => ({ quantity, tolerancePercent })),
  ),
);

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('buy' as const), product, quantity: few, key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      product,
      quantity: fc.integer({ min: -8, max: 8 }).filter((quantity) => quantity !== 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(product, policy)
      .map(([which, changed]) => ({ do: 'change policy' as const, product: which, ...changed })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      product,
      quantity: fc.option(few, { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('deliver astray' as const),
      product: fc.nat(productsForSale - 1),
      claim: fc.constantFrom(null, 'nobody'),
      arrival: fc.constantFrom('x', 'y'),
      quantity: few,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('order' as const), product, number, order: fc.constantFrom('F-1', 'F-2') }),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.record({ do: fc.constant('deliver' as const), product, number, id: deliveryId }), arrival)
      .map(([named, arrived]) => ({ ...named, ...arrived })),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({ do: fc.constant('book' as const), product, number, id: deliveryId, from: number })
      // Mostly by its own restock; now and then a key is another restock's.
      .map((each) => (each.from === 4 ? each : { ...each, from: each.number })),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('raise' as const, 'fail' as const, 'fail' as const),
      product,
      number,
      attention,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take up' as const), product, number }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), product, number, factoryTold: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'verify' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'sweep' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('restart' as const), loses: fc.constantFrom('nothing', 'workflows') }),
  },
);
