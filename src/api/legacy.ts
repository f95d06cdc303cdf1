import type { ErrorRequestHandler, Express } from 'express';
import { v5 as uuidOfName } from 'uuid';
import { z } from 'zod';
import { Refusal, type RefusalCode } from '../errors.ts';
import { findProduct } from '../inventory/product-store.ts';
import type { Access } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { tolerantBody } from './json-body.ts';
import { acceptLegacyCallback, legacyCallback } from './legacy-callback.ts';
import { mountRoutes } from './mount-routes.ts';
import { problems } from './problem.ts';
import { recordFault } from './request-log.ts';
import { route, type Route } from './route.ts';
import { sendJson } from './send-json.ts';

const tag = 'Legacy';
const paths = ['/product', '/checkout'];
const message = z.object({ message: z.string() });
const noProduct = { message: '상품 없음' };
const noDatabase = { description: '`데이터베이스 연결 오류`', body: message };

/** Answers beside the contract's, where LEGACY_SALES asks for keys. */
const noAccess = {
  401: { description: '`인증이 필요합니다`: no key that counts', body: message },
  403: { description: '`권한이 없습니다`: a key without the scope', body: message },
  429: { description: 'Too many wrong keys', body: message },
};

/** Namespace of the UUIDs that stand for factory ids; never change it. */
const factoryNamespace = '5b3f4c1e-9c55-4a0e-8f0b-6f1c7d2a9e14';

/** The contract of clients and a factory that cannot change. It refuses in words of its own. */
export function legacyRoutes(deps: ApiDeps): Route[] {
  const { db, config, sell } = deps;
  const { sku } = config.legacy;

  const routes = [
    route({
      method: 'get',
      path: '/product/donut',
      access: config.legacy.salesOpen ? 'open' : ['read', 'sell'],
      tag,
      summary: 'The one product that legacy clients know',
      deprecated: true,
      responses: {
        200: {
          description: 'The product',
          body: z.object({
            product_id: z.uuid(),
            sku: z.string(),
            name: z.string(),
            price: z.number(),
            stock: z.int(),
            factory_id: z.uuid(),
            ad_id: z.uuid().nullable(),
          }),
        },
        400: { description: '`상품 없음`: the product does not exist', body: message },
        ...noAccess,
        500: noDatabase,
      },
    }).handledBy(async () => {
      const product = await findProduct(db, sku);
      if (!product) return { status: 400, body: noProduct };
      return {
        status: 200,
        body: {
          product_id: product.productId,
          sku: product.sku,
          name: product.name,
          price: product.price.amount,
          stock: product.onHand,
          factory_id: uuidOfName(product.policy.factoryId, factoryNamespace),
          ad_id: null,
        },
      };
    }),

    route({
      method: 'post',
      path: '/checkout',
      access: config.legacy.salesOpen ? 'open' : ['sell'],
      tag,
      summary: 'Buy one; the body does not matter',
      deprecated: true,
      body: z.unknown().meta({ example: { MessageAttributeFactoryId: 'FF-500293' } }),
      responses: {
        200: {
          description: '`구매 완료! 남은 재고: 9` or, when there is none, `구매 실패! 남은 재고: 0`',
          body: message,
        },
        400: { description: '`상품 없음`: the product does not exist', body: message },
        ...noAccess,
        500: noDatabase,
      },
    }).handledBy(async () => {
      try {
        const sale = await sell({ sku, quantity: 1, idempotencyKey: null });
        return sale.outcome === 'sold'
          ? { status: 200, body: { message: `구매 완료! 남은 재고: ${sale.purchase.onHand}` } }
          : { status: 200, body: { message: `구매 실패! 남은 재고: ${sale.onHand}` } };
      } catch (error) {
        if (error instanceof Refusal && error.code === 'unknown-product') return { status: 400, body: noProduct };
        throw error;
      }
    }),
  ];
  if (!config.legacy.callbacksOpen) return routes;

  const callback = route({
    method: 'post',
    path: '/product/donut',
    access: 'open',
    tag,
    summary: 'The factory says that goods are delivered, without proof of who it is',
    deprecated: true,
    body: legacyCallback,
    responses: {
      200: { description: '`입고 완료! 남은 재고: 10`, with the stock known within 2 s', body: message },
      400: { description: '`상품 없음`, or `입고 수량 오류`: the count is not a whole number above 0', body: message },
      500: noDatabase,
    },
  }).handledBy(async ({ body, id }) => {
    const onHand = await acceptLegacyCallback(deps, body, id);
    if (onHand === null) return { status: 400, body: noProduct };
    return { status: 200, body: { message: `입고 완료! 남은 재고: ${onHand}` } };
  });
  return [...routes, callback];
}

/** Serves everything under the legacy paths; what is not known there is a 404 in the contract's own words. */
export function mountLegacy(app: Express, routes: Route[], askWho: Access['askWho']): void {
  mountRoutes(app, routes, askWho, [tolerantBody()]);
  app.use(paths, (_request, response) => sendJson(response, 404, JSON.stringify({ error: 'Not Found' })));
  app.use(paths, answerError);
}

/** Only where LEGACY_SALES asks for keys; the contract knows no such answers. */
const refusals: Partial<Record<RefusalCode, string>> = {
  unauthenticated: '인증이 필요합니다',
  forbidden: '권한이 없습니다',
  'cross-site': '권한이 없습니다',
  'too-many-attempts': '잠시 후 다시 시도해 주세요',
};

const answerError: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const answer = (status: number, message: string, headers?: Record<string, string>) =>
    sendJson(response, status, JSON.stringify({ message }), headers);
  // The only request of the contract that can be wrong is a callback, by its count.
  if (error instanceof Refusal && error.code === 'invalid-request') return answer(400, '입고 수량 오류');
  const refused = error instanceof Refusal ? refusals[error.code] : undefined;
  if (error instanceof Refusal && refused !== undefined) {
    const { status, headers } = problems[error.code];
    return answer(status, refused, headers);
  }
  const isBusy = error instanceof Refusal && error.code === 'busy';
  if (!isBusy && error instanceof Error) recordFault(request, response, error);
  return answer(500, '데이터베이스 연결 오류', isBusy ? problems.busy.headers : undefined);
};
