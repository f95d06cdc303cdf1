import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { withNames } from '../inventory/product-store.ts';
import { listDeliveries } from '../restocking/delivery-store.ts';
import { receiveDelivery } from '../restocking/receive-delivery.ts';
import { findRestock } from '../restocking/restock-store.ts';
import type { Access } from './access.ts';
import { createCallbackProof } from './callback-proof.ts';
import { anyCallback, signature } from './delivery-callback.ts';
import { delivery, deliveryStatus, deliveryView } from './delivery-view.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { invalidRequest } from './read-request.ts';
import { route } from './route.ts';
import { restockId } from './schemas.ts';
import { createSignalDelivery } from './signal-delivery.ts';

const tag = 'Deliveries';

const position = z.strictObject({
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
  // MySQL compares booking keys with no text but ASCII.
  id: z.string().regex(/^[\x21-\x7E]{1,255}$/),
});

export function deliveryRoutes(deps: ApiDeps, access: Access) {
  const { db, config } = deps;
  const signalDelivery = createSignalDelivery(deps);
  const prove = createCallbackProof(deps, access);

  return [
    route({
      method: 'get',
      path: '/v1/deliveries',
      access: ['read'],
      tag,
      summary: 'What arrived, newest first',
      description: 'With `status=held`: what waits for a person, also where no restock could be found for it.',
      query: z.strictObject({ status: deliveryStatus.optional(), ...pageOf(position) }),
      responses: { 200: { description: 'One page', body: listOf(delivery) } },
      problems: [],
    }).handledBy(async ({ query: { cursor, limit, ...filter } }) => {
      const found = await listDeliveries(db, filter, { after: cursor ?? null, limit: limit + 1 });
      const deliveries = await withNames(db, found);
      const positionOf = (last: { receivedAt: Date; id: string }) => ({ receivedAt: last.receivedAt, id: last.id });
      return { status: 200, body: paged(deliveries, limit, { item: deliveryView, position: positionOf }) };
    }),

    route({
      method: 'post',
      path: '/v1/deliveries/{restockId}',
      access: 'callback',
      tag,
      summary: 'A factory says that goods are delivered',
      description:
        'The 200 is a promise: the delivery is on record and will be put on the shelf once, or is held for a ' +
        'person. Send it as often as you like. The address, token included, came with the order. ' +
        'A factory that signs (Standard Webhooks) may do without the token where the body names the restock.',
      params: z.strictObject({ restockId }),
      query: z.object({ token: z.string().optional() }),
      headers: signature,
      body: anyCallback,
      responses: {
        200: {
          description: '`duplicate`: told before; `held`: more than the restock still expects',
          body: z.object({ outcome: z.enum(['accepted', 'duplicate', 'held']) }),
        },
      },
      problems: ['unknown-restock'],
    }).handledBy(async ({ id, from, rawBody, params, query: { token }, headers, body }) => {
      const restock = await findRestock(db, params.restockId);
      if (!restock) throw new Refusal('unknown-restock', `There is no restock ${params.restockId}.`);
      const { deliveryId, quantity, claimedRestock } = body;
      const messageId = await prove(restock, { id, from, token, signature: headers, rawBody, claimedRestock });
      if (body.restockId !== null && body.restockId !== restock.id) {
        const message = `restockId must be that of the address, ${restock.id}`;
        throw invalidRequest([{ in: 'body', path: 'restockId', message }]);
      }
      const senderDeliveryId = deliveryId ?? messageId;
      const receipt = await receiveDelivery(
        db,
        { restockId: restock.id, senderDeliveryId, quantity, source: 'callback' },
        config.overDeliveryTolerance,
      );
      signalDelivery(restock.id, receipt);
      return { status: 200, body: { outcome: receipt.outcome } };
    }),
  ];
}
