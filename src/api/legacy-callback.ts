import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { findProduct } from '../inventory/product-store.ts';
import { findDelivery } from '../restocking/delivery-store.ts';
import { holdUnmatchedDelivery, matchRestock, receiveDelivery } from '../restocking/receive-delivery.ts';
import { legacyCount } from './delivery-callback.ts';
import type { ApiDeps } from './deps.ts';
import { createSignalDelivery } from './signal-delivery.ts';

const longestWait = 2_000;
const pause = 40;

/**
 * A callback at the old, fixed address. Only the count can make it refused: a name that no restock can have is kept,
 * in plain ASCII, as the name of none that we know.
 */
export const legacyCallback = z
  .looseObject({
    MessageAttributeProductCnt: legacyCount,
    MessageGroupId: z.unknown().optional().transform(textOrNull).meta({ type: 'string', description: 'The restock' }),
    deliveryId: z.unknown().optional().transform(textOrNull).meta({ type: 'string' }),
  })
  .meta({ id: 'LegacyCallback' });

function textOrNull(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return encodeURIComponent(String(value).toWellFormed()).slice(0, 96);
}

/**
 * Writes the delivery down, waits a short while for its booking and answers the stock known by then; null where the
 * product does not exist. Never books more than the restock still expects, since nobody knows who sent it.
 *
 * @param arrivalId tells this arrival from others where the sender gives no id
 */
export async function acceptLegacyCallback(
  deps: ApiDeps,
  callback: z.output<typeof legacyCallback>,
  arrivalId: string,
): Promise<number | null> {
  const { db, config } = deps;
  const { sku } = config.legacy;
  if (!(await findProduct(db, sku))) return null;

  const {
    MessageAttributeProductCnt: quantity,
    MessageGroupId: claimedRestock,
    deliveryId: senderDeliveryId,
  } = callback;
  const restock = await matchRestock(db, sku, claimedRestock);
  if (restock) {
    const arrival = { restockId: restock.id, senderDeliveryId, quantity, source: 'legacy' as const };
    const receipt = await receiveDelivery(db, arrival, 0);
    createSignalDelivery(deps)(restock.id, receipt);
    if (receipt.outcome !== 'held') await untilDecided(db, receipt.bookingKey);
  } else {
    await holdUnmatchedDelivery(db, { sku, claimedRestock, arrivalId: senderDeliveryId ?? arrivalId, quantity });
  }
  return (await findProduct(db, sku))?.onHand ?? 0;
}

async function untilDecided(db: Database, bookingKey: string): Promise<void> {
  const deadline = Date.now() + longestWait;
  while ((await findDelivery(db, bookingKey))?.status === 'received' && Date.now() < deadline) await delay(pause);
}
