import { ApplicationFailure, Context } from '@temporalio/activity';
import { firstLine } from '../errors.ts';
import { FactoryRefused, FactoryUnavailable, type FactoryOrder } from '../factory/factory.ts';
import { findProduct } from '../inventory/product-store.ts';
import { deliveryProgress } from '../restocking/book-delivery.ts';
import type { Restock } from '../restocking/restock-store.ts';
import { beginTry, endTry, isUnordered } from '../restocking/order-tries.ts';
import { recordOrder, takeUp } from '../restocking/restock-transitions.ts';
import type { TryEnd } from '../restocking/restock-tries.ts';
import {
  isOver,
  quickTries,
  type PlacedOrder,
  type RestockTiming,
  type StayAway,
} from '../workflows/restock-contract.ts';
import { say } from '../sentence.ts';
import { troubles } from '../workflows/troubles.ts';
import { withHeartbeats } from './heartbeats.ts';
import type { ActivityDeps } from './index.ts';

/** A pause between quick tries that nobody needs to be told of, in milliseconds. */
const longestQuietPause = 10_000;

/**
 * Orders what the restock needs, under the restock's id as the factory's order key. A restock that is on record as
 * ordered or closed is not ordered again.
 *
 * Fails with type `factory_rejected` (not retried), `factory_unavailable` (retried, after the factory's own
 * `Retry-After` if it gave a short one; a long one is in the details, as {@link StayAway}) or `internal_error`.
 */
export function createPlaceFactoryOrder({ db, factories, publicUrl }: ActivityDeps) {
  return async function placeFactoryOrder({ restockId }: { restockId: string }): Promise<PlacedOrder> {
    await takeUp(db, restockId);
    const restock = await beginTry(db, restockId, Context.current().info.workflowExecution?.runId ?? null);
    if (!isUnordered(restock)) return placed(restock);
    const factory = factories.get(restock.factoryId);
    const product = await findProduct(db, restock.sku);
    try {
      if (!factory || !product) throw unknownHere(restock, factory ? 'product' : 'factory');
      const { factoryOrderId } = await withHeartbeats((signal) =>
        factory.placeOrder(orderOf(restock, product.productId), { signal, timeout: restock.timing.orderTimeout }),
      );
      return await placed(await recordOrder(db, restock.id, factoryOrderId ?? restock.id, restock.orderTries));
    } catch (error) {
      const { cancellationSignal, cancelled } = Context.current();
      if (cancellationSignal.aborted) return cancelled;
      const failure = failureOf(error);
      await noteFailure(restock, error, failure);
      throw failure;
    }
  };

  function orderOf({ id, quantity, callbackToken }: Restock, productId: string): FactoryOrder {
    const callbackUrl = `${publicUrl}/v1/deliveries/${id}?token=${callbackToken}`;
    return { orderKey: id, productId, quantity, callbackUrl };
  }

  /** For whoever looks: where the note cannot be written, the failure itself still says what happened. */
  async function noteFailure(restock: Restock, error: unknown, failure: unknown): Promise<void> {
    const end = { error: firstLine(error), ...answerIn(error, failure), nextTryAt: nextTryOf(failure, restock.timing) };
    await endTry(db, restock.id, restock.orderTries, end).catch(() => undefined);
  }

  async function placed(restock: Restock): Promise<PlacedOrder> {
    return {
      closed: isOver(restock.state),
      expectedAt: (restock.expectedAt ?? new Date()).toISOString(),
      progress: await deliveryProgress(db, restock),
    };
  }
}

function unknownHere({ id, sku, factoryId }: Restock, what: 'product' | 'factory'): ApplicationFailure {
  const message =
    what === 'product'
      ? say(troubles['product-unknown-here'], { sku, restock: id })
      : say(troubles['factory-unknown-here'], { factory: factoryId, restock: id });
  return ApplicationFailure.create({ type: 'internal_error', message });
}

/** What a try that failed came to. An error that nobody expects says nothing about the factory. */
function answerIn(error: unknown, failure: unknown): TryEnd {
  if (error instanceof FactoryRefused) return { answer: 'rejected', isDoubtful: false };
  if (error instanceof FactoryUnavailable) {
    const { isAnswered, isDoubtful } = error;
    return { answer: isAnswered || !isDoubtful ? 'unavailable' : 'none', isDoubtful };
  }
  const isOurs = failure instanceof ApplicationFailure;
  return { answer: isOurs ? 'not_asked' : 'none', isDoubtful: !isOurs };
}

/** When Temporal tries again by itself; null where it does not, and the workflow decides. */
function nextTryOf(failure: unknown, { orderRetryInterval, orderTries }: RestockTiming): Date | null {
  const { attempt } = Context.current().info;
  const { nonRetryable, nextRetryDelay } = failure instanceof ApplicationFailure ? failure : {};
  if (attempt >= orderTries || nonRetryable === true) return null;
  const { backoffCoefficient, maximumInterval } = quickTries;
  const usual = Math.min(orderRetryInterval * backoffCoefficient ** (attempt - 1), maximumInterval);
  return new Date(Date.now() + (typeof nextRetryDelay === 'number' ? nextRetryDelay : usual));
}

function failureOf(error: unknown): unknown {
  if (error instanceof FactoryRefused) {
    return ApplicationFailure.create({ type: 'factory_rejected', message: error.message, nonRetryable: true });
  }
  if (error instanceof FactoryUnavailable) {
    const { message, retryAfter } = error;
    const type = 'factory_unavailable';
    if (retryAfter === undefined) return ApplicationFailure.create({ type, message });
    if (retryAfter <= longestQuietPause)
      return ApplicationFailure.create({ type, message, nextRetryDelay: retryAfter });
    // The workflow makes the pause, so that it can say so and go on at once when a person or a delivery asks for it.
    const details: StayAway[] = [{ retryAfter }];
    return ApplicationFailure.create({ type, message, nonRetryable: true, details });
  }
  return error;
}
