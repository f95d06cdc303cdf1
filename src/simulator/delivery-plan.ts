import type { Faults } from './faults.ts';
import type { PlannedCallback } from './journal.ts';

type Acceptance = { key: string; orderId: string; quantity: number; acceptedAt: Date; leadTime: number };

/**
 * The callbacks that an order will get, as the faults in force now would have it, and whether they come before the
 * order's own answer. Only different deliveries of one order carry ids; a repeat of one carries the same.
 */
export function planDelivery(order: Acceptance, faults: Faults): { callbacks: PlannedCallback[]; early: boolean } {
  if (faults.take(order.key, 'forget-callback')) return { callbacks: [], early: false };
  const early = faults.take(order.key, 'early-callback') !== undefined;
  const total = order.quantity + (faults.take(order.key, 'too-many')?.extra ?? 0);
  const late = faults.take(order.key, 'late')?.delayMs ?? 0;
  const split = faults.take(order.key, 'in-parts');
  const badCount = faults.take(order.key, 'bad-count')?.count;
  const twice = faults.take(order.key, 'callback-twice');

  const parts = inParts(total, split?.parts ?? 1);
  const first = order.acceptedAt.getTime() + (early ? 0 : order.leadTime + late);
  const callbacks = parts.flatMap((quantity, index) => {
    const due = first + index * (split?.delayMs ?? 0);
    const repeats = twice === undefined ? [due] : [due, due + twice.delayMs];
    return repeats.map((time, repeat) => ({
      id: `${order.orderId}-${index + 1}-${repeat + 1}`,
      dueAt: new Date(time).toISOString(),
      count: badCount ?? String(quantity),
      ...(split === undefined ? {} : { deliveryId: `${order.orderId}-${index + 1}` }),
    }));
  });
  return { callbacks, early };
}

/** As even as whole units allow; never an empty part. */
function inParts(total: number, parts: number): number[] {
  const count = Math.min(parts, total);
  return Array.from({ length: count }, (_, index) => Math.floor(total / count) + (index < total % count ? 1 : 0));
}
