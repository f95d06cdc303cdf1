import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { listDeliveries } from '../restocking/delivery-store.ts';
import { receiveDelivery } from '../restocking/receive-delivery.ts';
import { findRestock } from '../restocking/restock-store.ts';
import { anyCallback } from './delivery-callback.ts';
import { delivery, deliveryStatus, deliveryView } from './delivery-view.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { route } from './route.ts';
import { restockId } from './schemas.ts';
import { createSignalDelivery } from './signal-delivery.ts';

const tag = 'Deliveries';

const position = z.strictObject({
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
  // MySQL compares booking keys with no text but ASCII.
  id: z.string().regex(/^[\x21-\x7E]{1,255}$/),
});

export function deliveryRoutes(deps: ApiDeps) {
  const { db, config } = deps;
  const signalDelivery = createSignalDelivery(deps);

  return [
    route({
      method: 'get',
      path: '/v1/deliveries',
      tag,
      summary: 'What arrived, newest first',
      description: 'With `status=held`: what waits for a person, also where no restock could be found for it.',
      query: z.strictObject({ status: deliveryStatus.optional(), ...pageOf(position) }),
      responses: { 200: { description: 'One page', body: listOf(delivery) } },
      problems: [],
    }).handledBy(async ({ query: { cursor, limit, ...filter } }) => {
      const deliveries = await listDeliveries(db, filter, { after: cursor ?? null, limit: limit + 1 });
      const positionOf = (last: { receivedAt: Date; id: string }) => ({ receivedAt: last.receivedAt, id: last.id });
      return { status: 200, body: paged(deliveries, limit, { item: deliveryView, position: positionOf }) };
    }),

    route({
      method: 'post',
      path: '/v1/deliveries/{restockId}',
      tag,
      summary: 'A factory says that goods are delivered',
      description:
        'The 200 is a promise: the delivery is on record and will be put on the shelf once, or is held for a ' +
        'person. Send it as often as you like. The address, token included, came with the order.',
      params: z.strictObject({ restockId }),
      query: z.object({ token: z.string().optional() }),
      body: anyCallback,
      responses: {
        200: {
          description: '`duplicate`: told before; `held`: more than the restock still expects',
          body: z.object({ outcome: z.enum(['accepted', 'duplicate', 'held']) }),
        },
      },
      problems: ['unauthorized', 'unknown-restock'],
    }).handledBy(async ({ params, query: { token }, body }) => {
      const restock = await findRestock(db, params.restockId);
      if (!restock) throw new Refusal('unknown-restock', `There is no restock ${params.restockId}.`);
      if (!isSame(token ?? '', restock.callbackToken)) {
        throw new Refusal('unauthorized', 'The token in the address is missing or is not that of this restock.');
      }
      const receipt = await receiveDelivery(
        db,
        { restockId: restock.id, senderDeliveryId: body.deliveryId, quantity: body.quantity, source: 'callback' },
        config.overDeliveryTolerance,
      );
      signalDelivery(restock.id, receipt);
      return { status: 200, body: { outcome: receipt.outcome } };
    }),
  ];
}

/** Takes as long for every wrong token, whatever its length and however much of it is right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
