import { bookingKey, heldBookingKey } from '../../src/restocking/restock-ids.ts';
import { deliveriesOf, findDelivery } from '../../src/restocking/delivery-store.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import type { OrderView } from '../../src/simulator/order-book.ts';
import { describe, type Check } from './judge.ts';
import type { System } from './system.ts';

/** P3, P4 and P5 for a product's restocks, against the factory's own record of what it took and what it was answered. */
export async function judgeRestocks(
  system: System,
  restocks: Restock[],
  check: Check,
  noFailedRequest: boolean,
): Promise<void> {
  const { db, factoryUrl } = system;
  const open = restocks.filter(({ state }) => state !== 'delivered' && state !== 'cancelled');
  check('P4', open.length <= 1, `open at once: ${describe(open)}`);
  check(
    'P3',
    restocks.every(({ delivered, quantity }) => delivered <= quantity),
    `delivered too much: ${describe(restocks)}`,
  );
  for (const restock of restocks) {
    const view = await factoryView(factoryUrl, restock.id);
    check('P4', (view?.accepted ?? 0) <= 1, `${restock.id} was accepted ${view?.accepted} times`);
    const isOrdered = restock.orderedAt !== null;
    check('P4', !isOrdered || view?.accepted === 1, `${restock.id} is ordered, the factory knows nothing of it`);

    for (const { deliveryId, status, error, quantity } of view?.callbacks ?? []) {
      check('P5', !noFailedRequest || status === 200, `${restock.id}: a callback was answered ${status ?? error}`);
      if (status !== 200) continue;
      const row =
        (await findDelivery(db, bookingKey(restock.id, deliveryId))) ??
        (await findDelivery(db, heldBookingKey(restock.id, deliveryId, Number(quantity))));
      check(
        'P5',
        row?.quantity === quantity,
        `${restock.id}: a callback of ${quantity} got a 200, the row says ${row?.quantity}`,
      );
    }

    const deliveries = await deliveriesOf(db, restock.id);
    const booked = deliveries.filter(({ status }) => status === 'booked');
    const units = booked.reduce((sum, { quantity }) => sum + quantity, 0);
    check('P3', units === restock.delivered, `${restock.id} counts ${restock.delivered}, its deliveries ${units}`);
    const entries = await db('stock_movements').where({ restock_id: restock.id, kind: 'delivery' });
    check(
      'P3',
      entries.length === booked.length,
      `${restock.id}: ${booked.length} booked, ${entries.length} in the ledger`,
    );
    const waiting = deliveries.filter(({ status }) => status === 'received');
    check('P6', waiting.length === 0, `${restock.id}: ${waiting.length} deliveries received and not booked`);
  }
}

async function factoryView(factoryUrl: string, key: string): Promise<OrderView | null> {
  const response = await fetch(`${factoryUrl}/orders/${key}`);
  return response.status === 200 ? ((await response.json()) as OrderView) : null;
}
