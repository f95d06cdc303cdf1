import { z } from 'zod';
import { changeProduct, createProduct, getProduct, listProducts, type Product } from '../inventory/product-store.ts';
import { findOpenRestock, findOpenRestocks, type Restock } from '../restocking/restock-store.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { invalidRequest } from './read-request.ts';
import { route } from './route.ts';
import { onHand, orNull, restockSummary, sku, summaryOf } from './schemas.ts';

const tag = 'Products';
const params = z.strictObject({ sku });

const price = z
  .strictObject({
    amount: z.int().min(0).max(1_000_000_000_000).meta({ description: 'Minor units, such as won or cents' }),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters of ISO 4217, such as KRW'),
  })
  .meta({ id: 'Money', example: { amount: 3000, currency: 'KRW' } });

export const product = z
  .object({
    sku,
    name: z.string(),
    price,
    onHand,
    policy: z
      .object({
        factoryId: z.string(),
        reorderPoint: z.int(),
        orderQuantity: z.int(),
        leadTimeSeconds: z.int(),
      })
      .meta({ id: 'ReplenishmentPolicy' }),
    restock: orNull(restockSummary),
  })
  .meta({ id: 'Product' });

const openingStock = z.int().min(0).max(1_000_000).optional();

export function productRoutes({ db, config }: ApiDeps) {
  const description = z.strictObject({
    name: z.string().trim().min(1).max(200),
    price,
    policy: policyFor(config.factories.map(({ id }) => id)),
    openingStock: openingStock.meta({ description: 'Units on the shelf at the start; only when creating' }),
  });

  return [
    route({
      method: 'get',
      path: '/v1/products',
      access: ['read', 'sell'],
      tag,
      summary: 'All products, in order of SKU',
      query: z.strictObject(pageOf(sku)),
      responses: { 200: { description: 'One page', body: listOf(product) } },
      problems: [],
    }).handledBy(async ({ query: { cursor, limit } }) => {
      const products = await listProducts(db, { after: cursor ?? null, limit: limit + 1 });
      const restocks = await findOpenRestocks(
        db,
        products.map((each) => each.sku),
      );
      const item = (each: Product) => viewOf(each, restocks.get(each.sku));
      return { status: 200, body: paged(products, limit, { item, position: (last) => last.sku }) };
    }),

    route({
      method: 'get',
      path: '/v1/products/{sku}',
      access: ['read', 'sell'],
      tag,
      summary: 'One product, with its open restock',
      params,
      responses: { 200: { description: 'The product', body: product } },
      problems: ['unknown-product'],
    }).handledBy(async ({ params: { sku: wanted } }) => ({ status: 200, body: await view(wanted) })),

    route({
      method: 'put',
      path: '/v1/products/{sku}',
      access: ['operate'],
      tag,
      summary: 'Create a product, or change its name, price and policy',
      description: 'Stock is changed by adjustments, never here. A running restock keeps the policy it began with.',
      params,
      body: description,
      responses: {
        200: { description: 'Changed', body: product },
        201: { description: 'Created', body: product, headers: { Location: 'Address of the product' } },
      },
      problems: [],
    }).handledBy(async ({ from, params: { sku: wanted }, body: { openingStock: opening, ...rest } }) => {
      const described = { sku: wanted, ...rest };
      if (await createProduct(db, described, opening ?? 0, from.caller.name)) {
        return { status: 201, body: await view(wanted), headers: { Location: `/v1/products/${wanted}` } };
      }
      if (opening !== undefined) throw openingStockRefused(await view(wanted));
      await changeProduct(db, described);
      return { status: 200, body: await view(wanted) };
    }),
  ];

  async function view(wanted: string) {
    return viewOf(await getProduct(db, wanted), await findOpenRestock(db, wanted));
  }
}

/** Only the lead time has no default: a guess would tell customers and operators wrong times. */
function policyFor(factoryIds: string[]) {
  const factoryId = z.enum(factoryIds).meta({ description: 'One of the configured factories' });
  const onlyFactory = factoryIds.length === 1 ? factoryIds[0] : undefined;
  return z.strictObject({
    factoryId: onlyFactory === undefined ? factoryId : factoryId.default(onlyFactory),
    reorderPoint: z.int().min(0).max(1_000_000).default(0).meta({
      description: 'A sale that leaves this many units or fewer causes a restock',
    }),
    orderQuantity: z.int().min(0).max(1_000_000).default(10).meta({
      description: 'Units to order; 0: the product is not replenished',
    }),
    leadTimeSeconds: z.int().min(1).max(31_536_000).meta({
      description: 'From the acceptance of the order to the expected delivery',
      example: 86_400,
    }),
  });
}

function openingStockRefused({ sku: known, onHand: units }: z.input<typeof product>) {
  const message =
    `openingStock is only for a new product, but ${known} exists and has ${units} on hand; ` +
    `leave it out, and correct stock with POST /v1/products/${known}/adjustments`;
  return invalidRequest([{ in: 'body', path: 'openingStock', message }]);
}

function viewOf(found: Product, restock: Restock | null | undefined): z.input<typeof product> {
  const { sku: id, name, price: asked, onHand: units, policy } = found;
  return { sku: id, name, price: asked, onHand: units, policy, restock: summaryOf(restock) };
}
