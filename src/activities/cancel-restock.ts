import { firstLine } from '../errors.ts';
import { getRestock, type Restock } from '../restocking/restock-store.ts';
import { recordCancellation } from '../restocking/restock-transitions.ts';
import { isOver, type RestockState } from '../workflows/restock-contract.ts';
import { withHeartbeats } from './heartbeats.ts';
import type { ActivityDeps } from './index.ts';

/** Calls a restock off: at the factory where it can be told, and then in the row, whatever the factory said. */
export function createCancelRestock({ db, factories }: ActivityDeps) {
  return async function cancelRestock({ restockId }: { restockId: string }): Promise<{ state: RestockState }> {
    const restock = await getRestock(db, restockId);
    const note = isOver(restock.state) ? null : await withHeartbeats((signal) => tellFactory(restock, signal));
    const { state } = await recordCancellation(db, restockId, note);
    return { state };
  };

  /** What a person must know about the factory's side; null when there is nothing left to know. */
  async function tellFactory(restock: Restock, signal: AbortSignal): Promise<string | null> {
    const atFactory = restock.orderedAt === null ? 'may have the order' : 'has the order';
    const rest = `${restock.factoryId} ${atFactory} and could not be told; what it still delivers is held for a person.`;
    try {
      const call = { signal, timeout: restock.timing.orderTimeout };
      return (await factories.get(restock.factoryId)?.cancelOrder(restock.id, call)) ? null : rest;
    } catch (error) {
      return `${rest} (${firstLine(error)})`;
    }
  }
}
