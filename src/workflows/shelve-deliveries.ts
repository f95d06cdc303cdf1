import { say } from '../sentence.ts';
import { activitiesFor } from './activity-options.ts';
import { continueLongHistory } from './continue-long-history.ts';
import { giveUp } from './give-up.ts';
import { lookAgain } from './look-again.ts';
import { isOver, type PlacedOrder, type RestockInput, type RestockResult } from './restock-contract.ts';
import type { RestockDesk } from './restock-desk.ts';
import { showStatus } from './restock-status.ts';
import { troubles } from './troubles.ts';

/** Books each delivery as it is told, until the whole quantity is there, somebody closed the restock, or time is up. */
export async function shelveDeliveries(
  input: RestockInput,
  desk: RestockDesk,
  order: PlacedOrder,
): Promise<RestockResult> {
  const { bookDelivery, raiseAttention } = activitiesFor(input);
  const { restockId, factoryId, quantity, timing } = input;
  let { progress, expectedAt } = order;
  let overdue = false;

  for (const bookingKey of progress.unbooked) desk.deliveries.add(bookingKey);
  for (;;) {
    for (const bookingKey of desk.deliveries) {
      progress = await bookDelivery({ restockId, bookingKey });
      desk.deliveries.delete(bookingKey);
    }
    const now = await lookAgain(input, desk);
    if (now) {
      progress = now;
      expectedAt = now.expectedAt ?? expectedAt;
      overdue = now.isOverdue;
      if (desk.deliveries.size > 0) continue;
    }
    if (isOver(progress.state)) return progress;
    await continueLongHistory(input);
    if (progress.delivered > 0) {
      showStatus(progress.shown, { state: progress.state, attention: overdue ? 'delivery_overdue' : null });
    }

    const due = Date.parse(expectedAt);
    const abandonAt = due + timing.abandonAfter;
    const deadline = overdue ? abandonAt : Math.min(due + timing.overdueGrace, abandonAt);
    const summary = overdue
      ? `Overdue since ${expectedAt}; given up at ${new Date(abandonAt).toISOString()}`
      : `Delivery by ${factoryId} expected at ${expectedAt}`;
    if (await desk.waitForDelivery(deadline - Date.now(), summary)) continue;

    const { delivered } = progress;
    const missing = say(troubles.missing, { factory: factoryId, delivered, quantity, time: expectedAt });
    if (deadline === abandonAt) return giveUp(input, 'delivery_overdue', 'waitForDelivery', missing);
    overdue = true;
    const found = await raiseAttention({ restockId, attention: 'delivery_overdue', error: missing });
    // After a reset without its signals it waits for what is on the shelf already, or was called off.
    if (isOver(found.state)) return found;
    showStatus(found.shown, { state: progress.state, attention: 'delivery_overdue' });
  }
}
