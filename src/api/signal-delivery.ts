import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { RestockWorkflows } from '../restocking/restock-workflows.ts';

export type SignalDelivery = (restockId: string, bookingKey: string) => void;

/**
 * Tells a restock's workflow of a delivery after the commit that wrote it down: in the background, once, with a short
 * deadline. Where that fails nothing is lost, for the row is there and the sweep signals what is not booked.
 */
export function createSignalDelivery(deps: { workflows: RestockWorkflows; logger: Logger }): SignalDelivery {
  const { workflows, logger } = deps;
  return (restockId, bookingKey) => {
    workflows.signalDelivered(restockId, bookingKey).catch((error: unknown) => {
      logger.warn({ restockId, error: firstLine(error) }, 'delivery not signalled now; the sweep will signal it');
    });
  };
}
