import { activitiesFor } from './activity-options.ts';
import { continueLongHistory } from './continue-long-history.ts';
import { giveUp } from './give-up.ts';
import {
  isOver,
  type DeliveryProgress,
  type PlacedOrder,
  type RestockInput,
  type RestockResult,
} from './restock-contract.ts';
import type { RestockDesk } from './restock-desk.ts';
import { showStatus } from './restock-status.ts';

/** Books each delivery as it is told, until the whole quantity is there, somebody closed the restock, or time is up. */
export async function shelveDeliveries(
  input: RestockInput,
  desk: RestockDesk,
  { expectedAt, progress: atStart }: PlacedOrder,
): Promise<RestockResult> {
  const { bookDelivery, raiseAttention } = activitiesFor(input);
  const due = Date.parse(expectedAt);
  const overdueAt = due + input.timing.overdueGrace;
  const abandonAt = due + input.timing.abandonAfter;
  let progress = atStart;
  let overdue = false;

  for (const bookingKey of progress.unbooked) desk.deliveries.add(bookingKey);
  for (;;) {
    for (const bookingKey of desk.deliveries) {
      progress = await bookDelivery({ restockId: input.restockId, bookingKey });
      desk.deliveries.delete(bookingKey);
    }
    if (isOver(progress.state)) return progress;
    await continueLongHistory(input);
    if (progress.delivered > 0) showPart(input, progress, expectedAt, overdue);

    const deadline = overdue ? abandonAt : Math.min(overdueAt, abandonAt);
    const summary = overdue
      ? `Overdue since ${expectedAt}; given up at ${iso(abandonAt)}`
      : `Delivery by ${input.factoryId} expected at ${expectedAt}`;
    if (await desk.waitForDelivery(deadline - Date.now(), summary)) continue;

    const missing = `${input.factoryId} has delivered ${progress.delivered} of ${input.quantity}; the rest was expected at ${expectedAt}.`;
    if (deadline === abandonAt) return giveUp(input, 'delivery_overdue', 'waitForDelivery', missing);
    overdue = true;
    const found = await raiseAttention({ restockId: input.restockId, attention: 'delivery_overdue', error: missing });
    // After a reset without its signals it waits for what is on the shelf already, or was called off.
    if (isOver(found.state)) return found;
    showStatus({
      state: progress.state,
      attention: 'delivery_overdue',
      text: `${missing} Ask the factory. Without a delivery the restock fails at ${iso(abandonAt)}.`,
    });
  }
}

function showPart(input: RestockInput, { state, delivered }: DeliveryProgress, expectedAt: string, overdue: boolean) {
  showStatus({
    state,
    attention: overdue ? 'delivery_overdue' : null,
    text: `${delivered} of ${input.quantity} × ${input.sku} are on the shelf. Waiting for the rest, expected at ${expectedAt}.`,
  });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
