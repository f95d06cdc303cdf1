import { inTransaction } from '../../db/transaction.ts';
import { getProduct, type Product } from '../../inventory/product-store.ts';
import { isOver } from '../../workflows/restock-contract.ts';
import { book } from '../book-delivery.ts';
import { deliveriesOf, findDelivery, insertDelivery, type Delivery } from '../delivery-store.ts';
import { stillExpected } from '../receive-delivery.ts';
import { receiptKey } from '../restock-ids.ts';
import { lockRestock, type Restock } from '../restock-store.ts';
import { findDone, recordAction, type Asker } from './action-store.ts';
import { denial, type Denial } from './denials.ts';
import { knownRestock, notApplicable, tellWorkflow, type RepairDeps, type Repaired } from './repair-deps.ts';
import { whyNoRoom } from './room.ts';

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
        const { quantity: before, status } = told;
        const { deliveryId: delivery } = receipt;
        const isNamed = delivery !== null;
        throw notApplicable(
          restock,
          isNamed
            ? denial('told-before', { quantity: before, delivery, status })
            : denial('received-before', { quantity: before, status }),
        );
      }
      const deliveries = await deliveriesOf(trx, restockId);
      const product = await getProduct(trx, restock.sku);
      const quantity = receipt.quantity ?? stillExpected(restock, deliveries, 0).rest;
      const why = whyNotReceived(restock, { deliveries, product, quantity, tolerance: overDeliveryTolerance });
      if (why !== null) throw notApplicable(restock, why);
      const { actor, reason } = receipt;
      const message = `${quantity} × ${restock.sku} received by hand and put on the shelf.`;
      const action = await recordAction(trx, { kind: 'receive', restockId, deliveryId: key, actor, reason }, message);
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
      return { action, repeated: false };
    });
    if (!repaired.repeated) await tellWorkflow(deps, restockId);
    return repaired;
  };
}

type Goods = {
  deliveries: Delivery[];
  product: Pick<Product, 'sku' | 'onHand'>;
  /** Units; by default all that is still expected. */
  quantity?: number;
  tolerance: number;
};

/** Why these goods cannot be received by hand; null where they can. */
export function whyNotReceived(restock: Restock, { deliveries, product, tolerance, ...goods }: Goods): Denial | null {
  const { state, quantity: ordered } = restock;
  if (isOver(state)) return denial('over-goods', { state });
  const { rest, most } = stillExpected(restock, deliveries, tolerance);
  const quantity = goods.quantity ?? rest;
  if (quantity < 1) return denial('all-came', {});
  if (quantity > most) return denial('too-many', { ordered, most: Math.max(0, most), quantity });
  return whyNoRoom(product, quantity);
}
