import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { findPurchase, type Purchase } from '../sales/purchase-store.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';
import { onHand, sku, summaryOf, time } from './schemas.ts';

const tag = 'Purchases';

const purchase = z
  .object({
    id: z.string(),
    sku,
    quantity: z.int(),
    onHand: onHand.meta({ description: 'Units on the shelf just after this sale' }),
    purchasedAt: time,
  })
  .meta({ id: 'Purchase' });

/** Taken as it comes, quotes and all: whoever repeats a request repeats its header. */
const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7E]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
  .optional()
  .meta({
    description:
      'Any text that the caller makes up for one purchase, such as a UUID. The same key never sells twice, so a ' +
      'purchase whose outcome is unknown is settled by sending it again with the same key. Characters are compared ' +
      'as they come: with and without quotes are two keys.',
    example: '0197b2a6-3c1f-7d5e-9a41-6f2c8b1d4e70',
  });

export function purchaseRoutes({ db, sell }: Pick<ApiDeps, 'db' | 'sell'>) {
  return [
    route({
      method: 'post',
      path: '/v1/purchases',
      access: ['sell'],
      tag,
      summary: 'Buy one product',
      description:
        'Happens whole or not at all. A sale that leaves the reorder point or less, and a refusal for lack of ' +
        'stock, cause a restock where none is open. Nothing is kept of a refused purchase: its key may succeed later.',
      headers: z.object({ 'Idempotency-Key': idempotencyKey }),
      body: z.strictObject({ sku, quantity: z.int().min(1).max(10_000).default(1) }),
      responses: {
        201: {
          description: 'Sold',
          body: purchase,
          headers: {
            Location: 'Address of the purchase',
            'Idempotency-Replayed': '`true` where this key had bought before, and this is what it got',
          },
        },
      },
      problems: ['unknown-product', 'sold-out', 'idempotency-key-reused'],
    }).handledBy(async ({ headers, body }) => {
      const sale = await sell({ ...body, idempotencyKey: headers['Idempotency-Key'] ?? null });
      if (sale.outcome === 'sold-out') throw soldOut(sale);
      return {
        status: 201,
        body: viewOf(sale.purchase),
        headers: {
          Location: `/v1/purchases/${sale.purchase.id}`,
          ...(sale.replayed ? { 'Idempotency-Replayed': 'true' } : {}),
        },
      };
    }),

    route({
      method: 'get',
      path: '/v1/purchases/{id}',
      access: ['sell', 'read'],
      tag,
      summary: 'One purchase',
      params: z.strictObject({ id: z.string().regex(/^[\x21-\x7E]{1,64}$/, 'must be the id of a purchase') }),
      responses: { 200: { description: 'The purchase', body: purchase } },
      problems: ['unknown-purchase'],
    }).handledBy(async ({ params: { id } }) => {
      const found = await findPurchase(db, id);
      if (!found) throw new Refusal('unknown-purchase', `There is no purchase ${id}.`);
      return { status: 200, body: viewOf(found) };
    }),
  ];
}

type SoldOut = Extract<Awaited<ReturnType<ApiDeps['sell']>>, { outcome: 'sold-out' }>;

function soldOut({ sku: wanted, requested, onHand: units, restock }: SoldOut): Refusal {
  const left = units === 0 ? 'is sold out' : `has only ${units} left of the ${requested} asked for`;
  const comes = restock?.state === 'failed' ? 'Its restock waits for a person' : 'More is on order';
  const more = restock ? ` ${comes}: ${restock.id} is ${restock.state}.` : '';
  return new Refusal('sold-out', `${wanted} ${left}.${more}`, {
    sku: wanted,
    requested,
    onHand: units,
    restock: summaryOf(restock),
  });
}

function viewOf({ id, sku: bought, quantity, onHand: units, purchasedAt }: Purchase): z.input<typeof purchase> {
  return { id, sku: bought, quantity, onHand: units, purchasedAt: purchasedAt.toISOString() };
}
