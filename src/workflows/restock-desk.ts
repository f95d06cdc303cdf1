import { condition, setHandler } from '@temporalio/workflow';
import { deliveredSignal, retryNowUpdate } from './restock-contract.ts';

/** What reaches a restock from outside while it works. */
export type RestockDesk = {
  /** Booking keys of deliveries that were told and not yet booked, in order of arrival. */
  readonly deliveries: Set<string>;
  /** Pauses until the time is over, a delivery is told, or a person says to retry now; answers whether one of these came. */
  pause(milliseconds: number, summary: string): Promise<boolean>;
  /** Waits for a delivery until the time is over; answers whether there is one. */
  waitForDelivery(milliseconds: number, summary: string): Promise<boolean>;
};

/** Sets the handlers. First thing in the workflow: after a reset, signals come before everything else. */
export function openDesk(): RestockDesk {
  const deliveries = new Set<string>();
  let pausing = false;
  let retryNow = false;

  setHandler(deliveredSignal, (told: { bookingKey: string } | undefined) => {
    // A signal can also be typed by hand, and a handler that throws would block the workflow for good.
    if (typeof told?.bookingKey === 'string') deliveries.add(told.bookingKey);
  });
  setHandler(retryNowUpdate, () => {
    retryNow = pausing;
    return pausing;
  });

  return {
    deliveries,
    async pause(milliseconds, summary) {
      retryNow = false;
      pausing = true;
      const cutShort = await condition(() => retryNow || deliveries.size > 0, milliseconds, { summary });
      pausing = false;
      return cutShort;
    },
    async waitForDelivery(milliseconds, summary) {
      return milliseconds > 0 && condition(() => deliveries.size > 0, milliseconds, { summary });
    },
  };
}
