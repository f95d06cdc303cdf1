import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Receipt } from '../restocking/receive-delivery.ts';
import type { RestockDisplay, RestockWorkflows } from '../restocking/restock-workflows.ts';

export type SignalDelivery = (restockId: string, receipt: Receipt) => void;

/**
 * Tells a restock's workflow of a delivery after the commit that wrote it down: to book it, or to show that it is held.
 * In the background, once, with a short deadline. Where that fails nothing is lost, for the row is there and the sweep
 * signals what is not booked or not shown.
 */
export function createSignalDelivery(deps: {
  workflows: RestockWorkflows & RestockDisplay;
  logger: Logger;
}): SignalDelivery {
  const { workflows, logger } = deps;
  return (restockId, { outcome, bookingKey }) => {
    const told =
      outcome === 'held' ? workflows.signalChanged(restockId) : workflows.signalDelivered(restockId, bookingKey);
    told.catch((error: unknown) => {
      logger.warn({ restockId, error: firstLine(error) }, 'delivery not signalled now; the sweep will signal it');
    });
  };
}
