import { z } from 'zod';
import { restockId } from './schemas.ts';

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

const callback = z
  .strictObject({
    deliveryId,
    quantity: z.int().min(1).max(most),
    restockId: restockId.optional().meta({ description: 'Needed where a signature stands in for the token' }),
  })
  .transform(({ restockId: named = null, ...body }) => ({ ...body, restockId: named, claimedRestock: named }))
  .meta({ id: 'DeliveryCallback', example: { deliveryId: 'D-1', quantity: 10 } });

/** What the legacy factory says of the restock is believed of a signed body, and else ignored as it always was. */
const legacyCallback = z
  .looseObject({ MessageAttributeProductCnt: legacyCount, deliveryId, MessageGroupId: z.unknown().optional() })
  .transform(({ deliveryId: id, MessageAttributeProductCnt: quantity, MessageGroupId: group }) => ({
    deliveryId: id,
    quantity,
    restockId: null,
    claimedRestock: typeof group === 'string' ? group : null,
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
