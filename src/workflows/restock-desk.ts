import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { changedSignal, deliveredSignal, retryNowUpdate } from './restock-contract.ts';

/** What reaches a restock from outside while it works. */
export type RestockDesk = {
  /** Booking keys of deliveries that were told and not yet booked, in order of arrival. */
  readonly deliveries: Set<string>;
  /** Somebody changed the restock's row since this was asked last. */
  takeChange(): boolean;
  /** Pauses until the time is over, a delivery or a change is told, or a person says to retry now. */
  pause(milliseconds: number, summary: string): Promise<void>;
  /** Waits for a delivery or a change until the time is over; answers whether one of these came. */
  waitForDelivery(milliseconds: number, summary: string): Promise<boolean>;
};

/** Sets the handlers. First thing in the workflow: after a reset, signals come before everything else. */
export function openDesk(): RestockDesk {
  const deliveries = new Set<string>();
  let changed = false;
  let pausing = false;
  let retryNow = false;
  let whyNoRetry = 'The factory is being asked right now.';

  setHandler(deliveredSignal, (told: { bookingKey: string } | undefined) => {
    // A signal can also be typed by hand, and a handler that throws would block the workflow for good.
    if (typeof told?.bookingKey === 'string') deliveries.add(told.bookingKey);
  });
  setHandler(changedSignal, () => {
    changed = true;
  });
  setHandler(
    retryNowUpdate,
    () => {
      retryNow = pausing;
      return pausing;
    },
    {
      validator: () => {
        if (!pausing) throw ApplicationFailure.create({ type: 'not_applicable', message: whyNoRetry });
      },
    },
  );

  return {
    deliveries,
    takeChange() {
      const wasChanged = changed;
      changed = false;
      return wasChanged;
    },
    async pause(milliseconds, summary) {
      retryNow = false;
      pausing = true;
      await condition(() => retryNow || changed || deliveries.size > 0, milliseconds, { summary });
      pausing = false;
    },
    async waitForDelivery(milliseconds, summary) {
      whyNoRetry = 'The factory has accepted the order; the restock waits for the delivery.';
      return milliseconds > 0 && condition(() => changed || deliveries.size > 0, milliseconds, { summary });
    },
  };
}
