import { z } from 'zod';
import { inTransaction } from '../db/transaction.ts';
import { Refusal } from '../errors.ts';
import { getProduct, withNames } from '../inventory/product-store.ts';
import { deliveriesOf } from '../restocking/delivery-store.ts';
import { actionsOf } from '../restocking/repair/action-store.ts';
import { attentionsOf } from '../restocking/restock-attention.ts';
import { countRestocks } from '../restocking/restock-counts.ts';
import { listRestocks } from '../restocking/restock-list.ts';
import { findRestock, requestRestock, type Restock } from '../restocking/restock-store.ts';
import { keptTries, triesOf } from '../restocking/restock-tries.ts';
import { createStartOrJoin } from '../restocking/start-or-join.ts';
import { delivery, deliveryView } from './delivery-view.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { invalidRequest } from './read-request.ts';
import { askedBy, asker, offer } from './repair-view.ts';
import { restockCounts } from './restock-counts.ts';
import { restockFilter } from './restock-filter.ts';
import { createRestockView, restock } from './restock-view.ts';
import { restockRunRoute } from './restock-run.ts';
import { timelineEvent, timelineOf } from './restock-timeline.ts';
import { route } from './route.ts';
import { restockId, sku } from './schemas.ts';

const tag = 'Restocks';

export const restockInFull = restock
  .extend({
    timeline: z.array(timelineEvent).meta({
      description:
        `Oldest first. Of the tries of the factory the first ${keptTries.first} and the latest ${keptTries.latest} are kept; ` +
        '`status.tries` counts all',
    }),
    deliveries: z.array(delivery),
    repairs: z.array(offer).meta({
      description:
        'What a person can do about it, what helps most first; then what does not apply now, and why. A repair that is ' +
        'pressed is judged by the same rules',
    }),
    doubtfulTries: z.int().meta({ description: 'Tries at which the factory may have taken the order unseen' }),
    otherFactories: z.array(z.string()).meta({ description: 'Configured factories that it could go to instead' }),
  })
  .meta({ id: 'RestockInFull' });

const position = z.strictObject({ requestedAt: z.iso.datetime().transform((text) => new Date(text)), id: restockId });

export function restockRoutes(deps: ApiDeps) {
  const { db, config } = deps;
  const view = createRestockView({ uiUrl: config.temporal.uiUrl, namespace: deps.temporalNamespace });
  const startOrJoin = createStartOrJoin(deps);

  return [
    route({
      method: 'get',
      path: '/v1/restocks',
      access: ['read'],
      tag,
      summary: 'Restocks, newest first',
      query: z.strictObject({
        ...restockFilter,
        ...pageOf(position),
      }),
      responses: { 200: { description: 'One page', body: listOf(restock) } },
      problems: [],
    }).handledBy(async ({ query: { cursor, limit, ...filter } }) => {
      const found = await listRestocks(db, filter, { after: cursor ?? null, limit: limit + 1 });
      const restocks = await withNames(db, found);
      const positionOf = (last: { requestedAt: Date; id: string }) => ({ requestedAt: last.requestedAt, id: last.id });
      return { status: 200, body: paged(restocks, limit, { item: view, position: positionOf }) };
    }),

    route({
      method: 'get',
      path: '/v1/restocks/counts',
      access: ['read'],
      tag,
      summary: 'How many restocks fit, by state and by attention',
      query: z.strictObject(restockFilter),
      responses: { 200: { description: 'The numbers', body: restockCounts } },
      problems: [],
    }).handledBy(async ({ query }) => ({ status: 200, body: await countRestocks(db, query) })),

    route({
      method: 'get',
      path: '/v1/restocks/{id}',
      access: ['read'],
      tag,
      summary: 'One restock, with what happened to it and what arrived',
      params: z.strictObject({ id: restockId }),
      responses: { 200: { description: 'The restock', body: restockInFull } },
      problems: ['unknown-restock'],
    }).handledBy(async ({ params: { id } }) => {
      const found = await findRestock(db, id);
      if (!found) throw new Refusal('unknown-restock', `There is no restock ${id}.`);
      const arrived = await deliveriesOf(db, id);
      const timeline = timelineOf(found, {
        tries: await triesOf(db, id),
        deliveries: arrived,
        attentions: await attentionsOf(db, id),
        actions: await actionsOf(db, id),
      });
      const otherFactories = config.factories.map((factory) => factory.id).filter((each) => each !== found.factoryId);
      const { doubtfulTries } = found;
      const inBrief = await viewOf(found);
      const { productName } = inBrief;
      const body = {
        ...inBrief,
        timeline,
        deliveries: arrived.map((each) => deliveryView({ ...each, productName })),
        repairs: await deps.repair.offersFor(found, arrived),
        doubtfulTries,
        otherFactories,
      };
      return { status: 200, body };
    }),

    restockRunRoute(deps),

    route({
      method: 'post',
      path: '/v1/restocks',
      access: ['operate'],
      tag,
      summary: 'Replenish a product now',
      description: 'A product has at most one open restock: where there is one already, that one is the answer.',
      body: z.strictObject({
        sku,
        quantity: z.int().min(1).max(1_000_000).optional().meta({ description: 'By default what the policy says' }),
        ...asker,
      }),
      responses: {
        200: { description: 'The one that is open already', body: restock },
        201: { description: 'A new one', body: restock, headers: { Location: 'Address of the restock' } },
      },
      problems: ['unknown-product'],
    }).handledBy(async ({ from, body }) => {
      const { sku: wanted, quantity, reason, actor } = askedBy(from, body);
      const cause = { kind: 'person' as const, detail: reason, actor };
      const requested = await inTransaction(db, (trx) =>
        requestRestock(trx, wanted, { cause, timing: config.timing, quantity }),
      );
      if (!requested) throw await whyNone(wanted);
      if (!requested.isNew) return { status: 200, body: await viewOf(requested.restock) };
      startOrJoin(requested.restock);
      const Location = `/v1/restocks/${requested.restock.id}`;
      return { status: 201, body: await viewOf(requested.restock), headers: { Location } };
    }),
  ];

  async function viewOf(row: Restock) {
    const [named] = await withNames(db, [row]);
    return view(named!);
  }

  async function whyNone(wanted: string): Promise<Refusal> {
    await getProduct(db, wanted);
    const message = `quantity is required, because the policy of ${wanted} orders 0 by itself`;
    return invalidRequest([{ in: 'body', path: 'quantity', message }]);
  }
}
