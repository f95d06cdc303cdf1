import { z } from 'zod';
import { adjustStock } from '../inventory/adjust.ts';
import { listMovements, type StockMovement } from '../inventory/ledger.ts';
import { getProduct } from '../inventory/product-store.ts';
import { coded, noteCoded } from './coded.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { askedBy, asker } from './repair-view.ts';
import { route } from './route.ts';
import { onHand, orNull, sku, time } from './schemas.ts';

const tag = 'Stock ledger';
const params = z.strictObject({ sku });

export const movement = z
  .object({
    id: z.string(),
    sku,
    sequence: z.int().meta({ description: 'Counts up from 1 for each product, without gaps' }),
    kind: z.enum(['sale', 'delivery', 'adjustment', 'return']),
    quantity: z.int().meta({ description: 'Units; below 0 where they left the shelf', example: -1 }),
    onHand: onHand.meta({ description: 'Units on the shelf just after it' }),
    restockId: z.string().nullable(),
    deliveryId: z.string().nullable(),
    reason: z.string().nullable(),
    reasonCoded: orNull(coded).meta({ description: 'Null where the reason is in words of a person' }),
    actor: z.string().nullable().meta({ description: 'Who did it, where a person did and that was noted' }),
    occurredAt: time,
  })
  .meta({ id: 'StockMovement', description: 'One entry of the ledger. Stock is the sum of them, always' });

const adjustment = z.strictObject({
  quantity: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .refine((quantity) => quantity !== 0, 'must not be 0: that changes nothing')
    .meta({ description: 'Units found (above 0) or lost (below 0)', example: -2 }),
  ...asker,
});

export function ledgerRoutes({ db }: ApiDeps) {
  return [
    route({
      method: 'post',
      path: '/v1/products/{sku}/adjustments',
      access: ['operate'],
      tag,
      summary: 'Correct stock by hand: found, broken, counted anew',
      description: 'Not a sale, so it never causes a restock.',
      params,
      body: adjustment,
      responses: { 201: { description: 'The entry', body: movement } },
      problems: ['unknown-product', 'stock-would-go-negative', 'stock-too-large'],
    }).handledBy(async ({ from, params: { sku: wanted }, body }) => {
      const { quantity, reason, actor } = askedBy(from, body);
      return { status: 201, body: viewOf(await adjustStock(db, wanted, quantity, reason, actor)) };
    }),

    route({
      method: 'get',
      path: '/v1/products/{sku}/movements',
      access: ['read'],
      tag,
      summary: 'The ledger of a product, newest first',
      params,
      query: z.strictObject(pageOf(z.int().min(1))),
      responses: { 200: { description: 'One page', body: listOf(movement) } },
      problems: ['unknown-product'],
    }).handledBy(async ({ params: { sku: wanted }, query: { cursor, limit } }) => {
      await getProduct(db, wanted);
      const movements = await listMovements(db, wanted, { before: cursor ?? null, limit: limit + 1 });
      return { status: 200, body: paged(movements, limit, { item: viewOf, position: (last) => last.sequence }) };
    }),
  ];
}

function viewOf(entry: StockMovement): z.input<typeof movement> {
  return { ...entry, reasonCoded: noteCoded(entry.reason), occurredAt: entry.occurredAt.toISOString() };
}
