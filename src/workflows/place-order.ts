import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { activitiesFor } from './activity-options.ts';
import { continueLongHistory } from './continue-long-history.ts';
import { giveUp, reasonOf } from './give-up.ts';
import {
  isOver,
  type Attention,
  type PlacedOrder,
  type RestockInput,
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
      showOrder(input, order);
      return order;
    } catch (failure) {
      const attention = attentionFor(failure);
      const error = reasonOf(failure);
      if (attention === 'factory_rejected' || Date.now() >= giveUpAt) {
        return orderOf(await giveUp(input, attention, 'placeFactoryOrder', error));
      }
      await raiseAttention({ restockId, attention, error });
      const pause = Math.max(1, Math.min(pauseAfter(failure, attention, round, input), giveUpAt - Date.now()));
      showTrouble(input, { attention, round, error, pause });
      await desk.pause(pause, `Pause before round ${round + 1} of asking ${factoryId}`);
    }
    for (const bookingKey of desk.deliveries) {
      const progress = await bookDelivery({ restockId, bookingKey });
      desk.deliveries.delete(bookingKey);
      if (isOver(progress.state)) return orderOf(progress);
    }
    await continueLongHistory({ ...input, orderingSince });
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
function orderOf({ state, delivered }: RestockResult): PlacedOrder {
  return { closed: true, expectedAt: new Date(Date.now()).toISOString(), progress: { state, delivered, unbooked: [] } };
}

function showOrder({ factoryId, quantity, sku }: RestockInput, { closed, expectedAt, progress }: PlacedOrder) {
  if (closed) return;
  showStatus({
    state: progress.state,
    attention: null,
    dueAt: new Date(expectedAt),
    text: `${factoryId} has accepted the order of ${quantity} × ${sku}. Waiting for the delivery, expected at ${expectedAt}.`,
  });
}

function showTrouble(
  { factoryId, quantity, sku, timing }: RestockInput,
  trouble: { attention: Attention; round: number; error: string; pause: number },
) {
  const next = new Date(Date.now() + trouble.pause).toISOString();
  showStatus({
    state: 'requested',
    attention: trouble.attention,
    text:
      `${factoryId} has not accepted the order of ${quantity} × ${sku} in ${trouble.round} round(s) of up to ` +
      `${timing.orderTries} tries. Latest answer: ${trouble.error} Asking again at ${next}, or at once with the update retryNow.`,
  });
}
