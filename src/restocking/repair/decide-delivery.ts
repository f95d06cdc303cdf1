import { inTransaction } from '../../db/transaction.ts';
import { Refusal } from '../../errors.ts';
import { getProduct, lockProduct } from '../../inventory/product-store.ts';
import { book, shelve } from '../book-delivery.ts';
import { findDelivery } from '../delivery-store.ts';
import { settledAttention, updateRestock } from '../restock-attention.ts';
import { findRestock, getRestock } from '../restock-store.ts';
import { findDone, recordAction, type Asker } from './action-store.ts';
import { denial } from './denials.ts';
import { whyNoRoom } from './room.ts';
import { notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';

export type Decision = 'take_in' | 'send_back';

/** Decides on goods that nobody expected: on the shelf, once, as part of their restock; or back to whoever sent them. */
export function createDecideDelivery(deps: RepairDeps) {
  const { db } = deps;

  return async (deliveryId: string, { actor, reason, decision }: Asker & { decision: Decision }): Promise<Repaired> => {
    const known = await findDelivery(db, deliveryId);
    if (!known) throw new Refusal('unknown-delivery', `There is no delivery ${deliveryId}.`);
    const { sku, restockId, quantity } = known;
    const repaired = await inTransaction(db, async (trx): Promise<Repaired> => {
      await lockProduct(trx, sku);
      const delivery = await findDelivery(trx, deliveryId);
      const restock = restockId === null ? null : await findRestock(trx, restockId);
      if (delivery?.status !== 'held') {
        const earlier = await findDone(trx, { kind: decision, deliveryId });
        if (earlier) return { action: earlier, repeated: true };
        throw notApplicable(restock, denial(`delivery-${delivery?.status ?? 'booked'}`, {}));
      }
      const why = decision === 'take_in' ? whyNoRoom(await getProduct(trx, sku), quantity) : null;
      if (why !== null) throw notApplicable(restock, why);
      const goods = `${quantity} × ${sku}`;
      const message =
        decision === 'take_in' ? `${goods} put on the shelf after all.` : `${goods} go back to the sender.`;
      const action = await recordAction(trx, { kind: decision, restockId, deliveryId, actor, reason }, message);
      if (decision === 'send_back') await trx('deliveries').where({ id: deliveryId }).update({ status: 'returned' });
      else if (restockId === null) await shelve(trx, sku, known);
      else await book(trx, restockId, known);
      if (restockId !== null) {
        const booked = await getRestock(trx, restockId);
        await updateRestock(trx, booked, await settledAttention(trx, booked));
      }
      return { action, repeated: false };
    });
    if (!repaired.repeated && restockId !== null) await tellWorkflow(deps, restockId);
    return repaired;
  };
}
