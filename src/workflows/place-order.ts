import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { activitiesFor } from './activity-options.ts';
import { continueLongHistory } from './continue-long-history.ts';
import { giveUp, reasonOf } from './give-up.ts';
import { lookAgain } from './look-again.ts';
import {
  isOver,
  type Attention,
  type PlacedOrder,
  type RestockInput,
  type RestockNow,
  type RestockResult,
  type StayAway,
} from './restock-contract.ts';
import type { RestockDesk } from './restock-desk.ts';
import { showStatus } from './restock-status.ts';

/**
 * Places the factory order in rounds of quick tries, until the factory accepts, refuses for good, or `giveUpAfter` has
 * passed. Goods that arrive although no order was confirmed are put on the shelf between the rounds.
 */
export async function placeOrder(input: RestockInput, desk: RestockDesk): Promise<PlacedOrder> {
  const { placeFactoryOrder, bookDelivery, raiseAttention } = activitiesFor(input);
  const { restockId, factoryId, timing } = input;
  const orderingSince = input.orderingSince ?? Date.now();
  const giveUpAt = orderingSince + timing.giveUpAfter;
  for (let round = 1; ; round++) {
    try {
      const order = await placeFactoryOrder({ restockId });
      const { closed, expectedAt, progress } = order;
      if (!closed) showStatus(progress.shown, { state: progress.state, attention: null, expectedAt });
      return order;
    } catch (failure) {
      const attention = attentionFor(failure);
      const error = reasonOf(failure);
      if (attention === 'factory_rejected' || Date.now() >= giveUpAt) {
        return orderOf(await giveUp(input, attention, 'placeFactoryOrder', error));
      }
      const nextTry = Math.min(Date.now() + pauseAfter(failure, attention, round, input), giveUpAt);
      const nextTryAt = new Date(nextTry).toISOString();
      const { shown } = await raiseAttention({ restockId, attention, error, nextTryAt });
      showStatus(shown, { state: 'requested', attention });
      const over = await pauseUntil(nextTry, `Pause before round ${round + 1} of asking ${factoryId}`);
      if (over) return orderOf(over);
    }
    for (const bookingKey of desk.deliveries) {
      const progress = await bookDelivery({ restockId, bookingKey });
      desk.deliveries.delete(bookingKey);
      if (isOver(progress.state)) return orderOf(progress);
    }
    await continueLongHistory({ ...input, orderingSince });
  }

  /** Answers the restock where somebody ended it meanwhile. What else is changed of it is no reason to ask sooner. */
  async function pauseUntil(end: number, summary: string): Promise<RestockNow | null> {
    for (;;) {
      await desk.pause(Math.max(1, end - Date.now()), summary);
      const now = await lookAgain(input, desk);
      if (!now) return null;
      if (isOver(now.state)) return now;
      if (desk.deliveries.size > 0 || Date.now() >= end) return null;
    }
  }
}

/** Why a round failed; a cancellation, or a bug, is nothing to go on with. */
function attentionFor(error: unknown): Attention {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return 'factory_unavailable';
  return cause.type === 'factory_rejected' || cause.type === 'factory_unavailable' ? cause.type : 'internal_error';
}

/**
 * As long as the factory itself asked for, if it did. Trouble of our own, such as a database that was away, is no
 * reason to leave the factory alone for long, at first.
 */
function pauseAfter(failure: unknown, attention: Attention, round: number, { timing }: RestockInput): number {
  const cause = failure instanceof ActivityFailure ? failure.cause : undefined;
  const stayAway = cause instanceof ApplicationFailure ? (cause.details?.[0] as StayAway | undefined) : undefined;
  if (stayAway?.retryAfter !== undefined) return stayAway.retryAfter;
  return attention === 'internal_error'
    ? Math.min(5_000 * 2 ** Math.min(round, 10), timing.orderRoundInterval)
    : timing.orderRoundInterval;
}

/** The restock is over although the factory never confirmed: nothing is left to wait for. */
function orderOf({ state, delivered, shown }: RestockResult): PlacedOrder {
  const progress = { state, delivered, unbooked: [], shown };
  return { closed: true, expectedAt: new Date(Date.now()).toISOString(), progress };
}
