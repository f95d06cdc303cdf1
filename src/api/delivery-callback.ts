import { z } from 'zod';

const most = 1_000_000;

/** A sender's own id of a delivery. Visible ASCII, and short enough to be part of a booking key. */
const deliveryId = z
  .string()
  .regex(/^[\x21-\x7E]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
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
  .strictObject({ deliveryId, quantity: z.int().min(1).max(most) })
  .meta({ id: 'DeliveryCallback', example: { deliveryId: 'D-1', quantity: 10 } });

const legacyCallback = z
  .looseObject({ MessageAttributeProductCnt: legacyCount, deliveryId })
  .transform((body) => ({ deliveryId: body.deliveryId, quantity: body.MessageAttributeProductCnt }))
  .meta({ id: 'LegacyDeliveryCallback', description: 'What the legacy factory sends; further fields are ignored' });

/** Both ways of telling a delivery, read alike. */
export const anyCallback = z.union([callback, legacyCallback]);
