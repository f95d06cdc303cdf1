import { z } from 'zod';
import { findProducts, type Product } from '../inventory/product-store.ts';
import { stockTrends, type TrendPoint } from '../inventory/stock-trend.ts';
import { countHeld } from '../restocking/delivery-store.ts';
import { findOpenRestocks, type Restock } from '../restocking/restock-store.ts';
import { listByNeed, needs, type Need, type ShelfPlace } from '../restocking/shelf-needs.ts';
import { lastSalesOf } from '../sales/purchase-store.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { route } from './route.ts';
import { attention, onHand, orNull, restockId, restockState, sku, time } from './schemas.ts';

const need = z.enum(needs).meta({
  id: 'ShelfNeed',
  description:
    '`person`: its restock failed or has an attention, or goods are held; `waiting`: goods are on their way; ' +
    '`soon`: at or little above the reorder point, and nothing is on its way',
});

const coming = z
  .object({
    restockId,
    quantity: z.int(),
    delivered: z.int().meta({ description: 'Units of it that are on the shelf already' }),
    expectedAt: time.nullable(),
    state: restockState,
    attention: orNull(attention),
    attentionSince: time.nullable(),
  })
  .meta({ id: 'ComingRestock', description: 'The open restock of a product' });

export const shelfItem = z
  .object({
    sku,
    name: z.string(),
    onHand,
    reorderPoint: z.int(),
    orderQuantity: z.int(),
    factoryId: z.string(),
    lastSoldAt: time.nullable(),
    coming: orNull(coming),
    held: z.int().min(0).meta({ description: 'Deliveries that wait for a person’s decision' }),
    trend: z
      .array(z.tuple([time, onHand]))
      .max(24)
      .meta({
        description:
          'Stock just after some of the ledger’s entries, oldest first: those of the last day, or the last 24',
      }),
    needs: need,
  })
  .meta({ id: 'ShelfItem' });

const position = z.strictObject({ needs: need, sku });

/** All products at a glance, for people. */
export function shelfRoutes({ db }: ApiDeps) {
  return [
    route({
      method: 'get',
      path: '/v1/shelf',
      access: ['read'],
      tag: 'Products',
      summary: 'The shelf: what needs a person first',
      description:
        'In order of what a product needs, then of SKU. One whose need changes between two pages may come twice, or not.',
      query: z.strictObject({
        q: z.string().trim().min(1).max(200).optional().meta({ description: 'Part of a SKU or a name' }),
        ...pageOf(position),
      }),
      responses: { 200: { description: 'One page', body: listOf(shelfItem) } },
      problems: [],
    }).handledBy(async ({ query: { q, cursor, limit } }) => {
      const places = await listByNeed(db, { after: cursor ?? null, limit: limit + 1, search: q });
      const items = await itemsOf(places.slice(0, limit));
      const page = paged(places, limit, { item: (place) => items.get(place.sku), position: (last) => last });
      return { status: 200, body: { ...page, items: page.items.filter((item) => item !== undefined) } };
    }),
  ];

  async function itemsOf(places: ShelfPlace[]): Promise<Map<string, z.input<typeof shelfItem>>> {
    const skus = places.map((place) => place.sku);
    const products = new Map((await findProducts(db, skus)).map((product) => [product.sku, product]));
    const restocks = await findOpenRestocks(db, skus);
    const [sales, held] = [await lastSalesOf(db, skus), await countHeld(db, skus)];
    const trends = await stockTrends(db, [...products.values()]);
    return new Map(
      places.flatMap(({ sku: id, needs: wanted }) => {
        const product = products.get(id);
        if (!product) return [];
        const known = { restock: restocks.get(id), lastSoldAt: sales.get(id), held: held.get(id) ?? 0 };
        return [[id, viewOf(product, wanted, { ...known, trend: trends.get(id) ?? [] })] as const];
      }),
    );
  }
}

type Known = { restock: Restock | undefined; lastSoldAt: Date | undefined; held: number; trend: TrendPoint[] };

function viewOf(
  product: Product,
  wanted: Need,
  { restock, lastSoldAt, held, trend }: Known,
): z.input<typeof shelfItem> {
  const { factoryId, reorderPoint, orderQuantity } = product.policy;
  return {
    sku: product.sku,
    name: product.name,
    onHand: product.onHand,
    reorderPoint,
    orderQuantity,
    factoryId,
    lastSoldAt: lastSoldAt?.toISOString() ?? null,
    coming: restock ? comingOf(restock) : null,
    held,
    trend: trend.map((point) => [point.at.toISOString(), point.onHand]),
    needs: wanted,
  };
}

function comingOf(restock: Restock): z.input<typeof coming> {
  const { id, quantity, delivered, state, expectedAt, attentionSince } = restock;
  return {
    restockId: id,
    quantity,
    delivered,
    expectedAt: expectedAt?.toISOString() ?? null,
    state,
    attention: restock.attention,
    attentionSince: attentionSince?.toISOString() ?? null,
  };
}
