import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { activitiesFor } from './activity-options.ts';
import { openDesk } from './restock-desk.ts';
import type { RestockInput, RestockResult } from './restock-contract.ts';
import { placeOrder } from './place-order.ts';
import { shelveDeliveries } from './shelve-deliveries.ts';
import { showStatus } from './restock-status.ts';

/** One replenishment of one product: order it, wait for the goods, put them on the shelf. */
export async function RestockWorkflow(input: RestockInput): Promise<RestockResult> {
  const desk = openDesk();
  try {
    const order = await placeOrder(input, desk);
    const { state, delivered, shown } = await shelveDeliveries(input, desk, order);
    showStatus(shown, { state, attention: null });
    return { state, delivered };
  } catch (error) {
    if (isCancellation(error)) await callOff(input);
    throw error;
  }
}

/** A person, or the caller, cancelled the workflow: the restock is called off with it, whatever the factory says. */
function callOff(input: RestockInput): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    const { cancelFactoryOrder, recordCancellation } = activitiesFor(input);
    const { restockId } = input;
    const factoryTold = await cancelFactoryOrder({ restockId }).catch(() => false);
    const { state, shown } = await recordCancellation({ restockId, factoryTold });
    showStatus(shown, { state, attention: null });
  });
}
