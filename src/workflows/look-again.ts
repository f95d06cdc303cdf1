import { activitiesFor } from './activity-options.ts';
import type { RestockDesk } from './restock-desk.ts';
import type { RestockInput, RestockNow } from './restock-contract.ts';
import { showStatus } from './restock-status.ts';

/** Reads and shows what somebody changed in the restock's row; null where nobody did. */
export async function lookAgain(input: RestockInput, desk: RestockDesk): Promise<RestockNow | null> {
  if (!desk.takeChange()) return null;
  const now = await activitiesFor(input).readRestock({ restockId: input.restockId });
  for (const bookingKey of now.unbooked) desk.deliveries.add(bookingKey);
  showStatus(now.shown, { state: now.state, attention: null });
  return now;
}
