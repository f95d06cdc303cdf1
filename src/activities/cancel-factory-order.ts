import { ApplicationFailure } from '@temporalio/activity';
import { firstLine } from '../errors.ts';
import { getRestock } from '../restocking/restock-store.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { withHeartbeats } from './heartbeats.ts';
import type { ActivityDeps } from './index.ts';

/** Calls an order off at the factory. Answers false where the factory has no way to do that. */
export function createCancelFactoryOrder({ db, factories }: ActivityDeps) {
  return async function cancelFactoryOrder({ restockId }: { restockId: string }): Promise<boolean> {
    const restock = await getRestock(db, restockId);
    if (isOver(restock.state)) return true;
    const factory = factories.get(restock.factoryId);
    if (!factory) return false;
    try {
      return await withHeartbeats((signal) =>
        factory.cancelOrder(restockId, { signal, timeout: restock.timing.orderTimeout }),
      );
    } catch (error) {
      throw ApplicationFailure.create({ type: 'factory_unavailable', message: firstLine(error) });
    }
  };
}
