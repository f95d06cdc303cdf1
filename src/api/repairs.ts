import { z } from 'zod';
import type { ApiDeps } from './deps.ts';
import { askedBy, asker, repaired, repairedView } from './repair-view.ts';
import { route } from './route.ts';
import { restockId } from './schemas.ts';

const tag = 'Repair';
const params = z.strictObject({ id: restockId });
const responses = { 202: { description: 'Done, or on its way: `action.message` says which', body: repaired } };
/** What every repair of one restock has alike. */
const ofOneRestock = { method: 'post', access: ['operate'], tag, params, responses } as const;
const refusals = ['unknown-restock', 'not-applicable'] as const;
const viaTemporal = [...refusals, 'temporal-away'] as const;

/** Of a delivery, as a sender names it: short enough to be part of a booking key. */
const senderDeliveryId = z
  .string()
  .regex(/^[\x21-\x7E]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
  .nullish()
  .transform((id) => id ?? null)
  .meta({
    description:
      'What the delivery is called, on its note perhaps. The same id counts once, also when the factory tells it after ' +
      'all. Without one, goods are received by hand once per restock',
  });

/** What a person does about one restock, or about a delivery that nobody expected. */
export function repairRoutes({ repair }: ApiDeps) {
  return [
    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/retry',
      summary: 'Try again',
      description:
        'Asks the factory at once where the restock is between two rounds. One that has failed goes on from just before ' +
        'the step that failed; orders and bookings are not made twice.',
      body: z.strictObject(asker),
      problems: viaTemporal,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.retry(id, askedBy(from, body))),
    })),

    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/cancel',
      summary: 'Call it off',
      description: 'The factory is told where it can be; what it delivers all the same is held for a person.',
      body: z.strictObject(asker),
      problems: viaTemporal,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.cancel(id, askedBy(from, body))),
    })),

    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/receive',
      summary: 'Goods came that no callback told of',
      description:
        'Puts them on the shelf at once, all that is still expected or the given part, also of a failed restock.',
      body: z.strictObject({
        ...asker,
        quantity: z
          .int()
          .min(1)
          .max(1_000_000)
          .optional()
          .meta({ description: 'By default all that is still expected' }),
        deliveryId: senderDeliveryId,
      }),
      problems: refusals,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.receive(id, askedBy(from, body))),
    })),

    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/close-short',
      summary: 'The rest will not come',
      description: 'Ends a restock of which a part came. What comes all the same is held for a person.',
      body: z.strictObject(asker),
      problems: refusals,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.closeShort(id, askedBy(from, body))),
    })),

    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/extend-deadline',
      summary: 'Give the factory more time',
      description: 'Both deadlines, the reminder and the failure, count from the new time.',
      body: z.strictObject({
        ...asker,
        expectedAt: z.iso
          .datetime({ offset: true })
          .transform((text) => new Date(text))
          .refine((time) => time.getTime() < Date.now() + 366 * 86_400_000, 'must be within a year')
          .meta({ description: 'When the goods are expected now', example: '2026-12-24T12:00:00Z' }),
      }),
      problems: refusals,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.extendDeadline(id, askedBy(from, body))),
    })),

    route({
      ...ofOneRestock,
      path: '/v1/restocks/{id}/change-factory',
      summary: 'Order from another factory',
      description:
        'Only while no order is accepted. Where the present factory may have taken the order unseen, ask it first, and ' +
        'confirm that it has none.',
      body: z.strictObject({
        ...asker,
        factoryId: z.string().min(1).max(64).meta({ description: 'One of the configured factories' }),
        confirmed: z.boolean().default(false).meta({
          description: 'Somebody asked the present factory, and it has no order of this restock',
        }),
      }),
      problems: viaTemporal,
    }).handledBy(async ({ from, params: { id }, body }) => ({
      status: 202,
      body: repairedView(await repair.changeFactory(id, askedBy(from, body))),
    })),

    route({
      method: 'post',
      path: '/v1/deliveries/decide',
      access: ['operate'],
      tag,
      summary: 'Decide on goods that nobody expected',
      description: 'For a delivery that is `held`: it is put on the shelf, once, or goes back to the sender.',
      body: z.strictObject({
        ...asker,
        deliveryId: z
          .string()
          .regex(/^[\x21-\x7E]{1,255}$/, 'must be the id of a delivery, as GET /v1/deliveries has it')
          .meta({ description: 'Its `id` in GET /v1/deliveries?status=held' }),
        decision: z.enum(['take_in', 'send_back']),
      }),
      responses,
      problems: ['unknown-delivery', 'not-applicable'],
    }).handledBy(async ({ from, body: { deliveryId, ...decision } }) => ({
      status: 202,
      body: repairedView(await repair.decideDelivery(deliveryId, askedBy(from, decision))),
    })),
  ];
}
