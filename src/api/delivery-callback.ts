import { z } from 'zod';

const most = 1_000_000;

/** Visible ASCII, and short enough to be part of a booking key. */
const deliveryIdPattern = /^[\x21-\x7E]{1,128}$/;

export function isDeliveryId(text: string): boolean {
  return deliveryIdPattern.test(text);
}

/** A sender's own id of a delivery. */
const deliveryId = z
  .string()
  .regex(deliveryIdPattern, 'must be 1 to 128 visible ASCII characters')
  .nullish()
  .transform((id) => id ?? null)
  .meta({ description: 'The same id is counted once. Without one, only the first delivery of a restock counts' });

/** A count as the legacy contract writes it: `"10"`, also a number. */
export const legacyCount = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ],
    { error: 'must be a whole number' },
  )
  .pipe(z.int().min(1).max(most))
  .meta({ example: '10' });

/** As a sender names it; what cannot be one names none that we know. */
const claimedRestock = z
  .unknown()
  .optional()
  .transform((name) => (typeof name === 'string' ? name : null))
  .meta({ type: 'string', description: 'The restock; needed where a signature stands in for the token' });

const callback = z
  .strictObject({ deliveryId, quantity: z.int().min(1).max(most), restockId: claimedRestock })
  .transform(({ restockId, ...body }) => ({ ...body, claimedRestock: restockId }))
  .meta({ id: 'DeliveryCallback', example: { deliveryId: 'D-1', quantity: 10 } });

const legacyCallback = z
  .looseObject({ MessageAttributeProductCnt: legacyCount, deliveryId, MessageGroupId: claimedRestock })
  .transform((body) => ({
    deliveryId: body.deliveryId,
    quantity: body.MessageAttributeProductCnt,
    claimedRestock: body.MessageGroupId,
  }))
  .meta({ id: 'LegacyDeliveryCallback', description: 'What the legacy factory sends; further fields are ignored' });

/** Both ways of telling a delivery, read alike. */
export const anyCallback = z.union([callback, legacyCallback]);

/** The headers of Standard Webhooks. The message's id is the delivery's where the body gives it none. */
export const signature = z.object({
  'webhook-id': z.string().optional().meta({ description: 'The delivery’s id, where the body has none' }),
  'webhook-timestamp': z.string().optional().meta({ description: 'Seconds since 1970; five minutes off at most' }),
  'webhook-signature': z.string().optional().meta({ description: 'Signatures, with a space between' }),
});
