import { inTransaction } from '../../db/transaction.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { book } from '../book-delivery.ts';
import { deliveriesOf, findDelivery, insertDelivery } from '../delivery-store.ts';
import { assertRoom } from './room.ts';
import { stillExpected } from '../receive-delivery.ts';
import { receiptKey } from '../restock-ids.ts';
import { lockRestock } from '../restock-store.ts';
import { findDone, recordAction, type Asker } from './action-store.ts';
import { knownRestock, notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';

export type ReceiptByHand = Asker & {
  /** Units; by default all that is still expected. */
  quantity?: number;
  /** What the delivery is called, on its note perhaps: counts once, also when the factory tells it after all. */
  deliveryId: string | null;
};

/** Goods came and no callback did: puts them on the shelf, for a failed restock as well, by the rules of any delivery. */
export function createReceiveByHand(deps: RepairDeps) {
  const { db, overDeliveryTolerance } = deps;

  return async (restockId: string, receipt: ReceiptByHand): Promise<Repaired> => {
    await knownRestock(db, restockId);
    const key = receiptKey(restockId, receipt.deliveryId);
    const repaired = await inTransaction(db, async (trx): Promise<Repaired> => {
      const restock = await lockRestock(trx, restockId);
      const told = await findDelivery(trx, key);
      if (told) {
        const earlier = await findDone(trx, { kind: 'receive', deliveryId: key });
        const isSame = receipt.quantity === undefined || receipt.quantity === told.quantity;
        if (earlier && isSame) return { action: earlier, repeated: true };
        throw notApplicable(
          restock,
          `${told.quantity} are on record already ${receipt.deliveryId === null ? 'as received by hand' : `as the delivery ${receipt.deliveryId}`} ` +
            `(${told.status}). For further goods, name their delivery with another deliveryId.`,
        );
      }
      if (isOver(restock.state)) {
        throw notApplicable(
          restock,
          `It is ${restock.state} already and expects nothing more. Goods that came all the same are put on the shelf with an adjustment.`,
        );
      }
      const { rest, most } = stillExpected(restock, await deliveriesOf(trx, restockId), overDeliveryTolerance);
      const quantity = receipt.quantity ?? rest;
      if (quantity < 1 || quantity > most) {
        throw notApplicable(
          restock,
          `Of ${restock.quantity} ordered only ${Math.max(0, most)} may still come${quantity > most ? `, not ${quantity}` : ''}. ` +
            'Receive no more than that, and put what is beyond it on the shelf with an adjustment.',
        );
      }
      await assertRoom(trx, restock.sku, quantity);
      await insertDelivery(trx, {
        id: key,
        restockId,
        sku: restock.sku,
        quantity,
        status: 'received',
        holdReason: null,
        source: 'person',
      });
      await book(trx, restockId, { id: key, quantity });
      const { actor, reason } = receipt;
      const message = `${quantity} × ${restock.sku} received by hand and put on the shelf.`;
      const action = await recordAction(trx, { kind: 'receive', restockId, deliveryId: key, actor, reason }, message);
      return { action, repeated: false };
    });
    if (!repaired.repeated) await tellWorkflow(deps, restockId);
    return repaired;
  };
}
