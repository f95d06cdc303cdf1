import { ApplicationFailure, Context } from '@temporalio/activity';
import { FactoryRefused, FactoryUnavailable, type FactoryOrder } from '../factory/factory.ts';
import { findProduct } from '../inventory/product-store.ts';
import { deliveryProgress } from '../restocking/book-delivery.ts';
import type { Restock } from '../restocking/restock-store.ts';
import { recordOrder, takeUp } from '../restocking/restock-transitions.ts';
import { isOver, type PlacedOrder, type StayAway } from '../workflows/restock-contract.ts';
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
    const restock = await takeUp(db, restockId);
    if (isOver(restock.state) || restock.orderedAt !== null) return placed(restock);
    const factory = factories.get(restock.factoryId);
    const product = await findProduct(db, restock.sku);
    if (!factory || !product) {
      throw ApplicationFailure.create({
        type: 'internal_error',
        message: `The ${factory ? `product ${restock.sku}` : `factory ${restock.factoryId}`} of ${restockId} is unknown here.`,
      });
    }
    const order: FactoryOrder = {
      orderKey: restock.id,
      productId: product.productId,
      quantity: restock.quantity,
      callbackUrl: `${publicUrl}/v1/deliveries/${restock.id}?token=${restock.callbackToken}`,
    };
    try {
      const { factoryOrderId } = await withHeartbeats((signal) =>
        factory.placeOrder(order, { signal, timeout: restock.timing.orderTimeout }),
      );
      return await placed(await recordOrder(db, restock.id, factoryOrderId ?? restock.id));
    } catch (error) {
      const { cancellationSignal, cancelled } = Context.current();
      if (cancellationSignal.aborted) return cancelled;
      throw failureOf(error);
    }
  };

  async function placed(restock: Restock): Promise<PlacedOrder> {
    return {
      closed: isOver(restock.state),
      expectedAt: (restock.expectedAt ?? new Date()).toISOString(),
      progress: await deliveryProgress(db, restock.id),
    };
  }
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
