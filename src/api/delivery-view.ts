import { z } from 'zod';
import type { Named } from '../inventory/product-store.ts';
import type { Delivery } from '../restocking/delivery-store.ts';
import { coded, troubleCoded } from './coded.ts';
import { orNull, productName, sku, time } from './schemas.ts';

export const deliveryStatus = z.enum(['received', 'booked', 'held', 'returned']).meta({
  id: 'DeliveryStatus',
  description:
    '`received`: to be put on the shelf; `booked`: on the shelf; `held`: waits for a person; `returned`: sent back',
});

export const delivery = z
  .object({
    id: z.string().meta({ description: 'Booking key: a delivery told twice has the same' }),
    restockId: z.string().nullable().meta({ description: 'Null where no restock could be found for it' }),
    sku,
    productName,
    quantity: z.int(),
    status: deliveryStatus,
    holdReason: z.string().nullable(),
    holdCoded: orNull(coded),
    source: z.enum(['callback', 'legacy', 'person']),
    receivedAt: time,
    bookedAt: time.nullable(),
  })
  .meta({ id: 'Delivery' });

export function deliveryView(row: Named<Delivery>): z.input<typeof delivery> {
  return {
    ...row,
    holdCoded: troubleCoded(row.holdReason),
    receivedAt: row.receivedAt.toISOString(),
    bookedAt: row.bookedAt?.toISOString() ?? null,
  };
}
