import { v7 as uuid } from 'uuid';
import type { Database } from '../db/database.ts';
import { inTransaction, isDuplicateKey } from '../db/transaction.ts';
import { Refusal } from '../errors.ts';
import { getProduct, lockProduct } from '../inventory/product-store.ts';
import { isStockout, quantityToOrder } from '../inventory/replenishment.ts';
import { takeFromShelf } from '../inventory/shelf.ts';
import { findOpenRestock, requestRestock, type Restock, type RestockCause } from '../restocking/restock-store.ts';
import type { RestockTiming } from '../workflows/restock-contract.ts';
import { findPurchaseByKey, insertPurchase, type Purchase } from './purchase-store.ts';

type PurchaseOrder = { sku: string; quantity: number; idempotencyKey: string | null };

/** `replayed`: this key had bought before, and this is what it got. */
type SaleOutcome =
  | { outcome: 'sold'; purchase: Purchase; replayed: boolean }
  | { outcome: 'sold-out'; sku: string; requested: number; onHand: number; restock: Restock | null };

export type SellDeps = {
  db: Database;
  /** Deadlines for a restock that this sale may cause. */
  timing: Omit<RestockTiming, 'leadTime'>;
  /** Called after the commit for a restock that this sale has caused. Must not throw and is not waited for. */
  onRestockRequested: (restock: Restock) => void;
};

export type Sell = (order: PurchaseOrder) => Promise<SaleOutcome>;

/**
 * One purchase, one transaction: conditional decrement, ledger entry and, on a stockout, the restock's row.
 *
 * The function made here throws {@link Refusal} `unknown-product`, or `idempotency-key-reused` when the key bought
 * something else before.
 */
export function createSell({ db, timing, onRestockRequested }: SellDeps): Sell {
  return async (order) => {
    const { outcome, newRestock } = await sellOnce();
    if (newRestock) onRestockRequested(newRestock);
    return outcome;

    async function sellOnce(): Promise<Attempt> {
      try {
        return await inTransaction(db, (trx) => attempt(trx, order, timing));
      } catch (error) {
        // The key's unique index said no: the same purchase was made before, or just now on another connection.
        if (order.idempotencyKey === null || !isDuplicateKey(error)) throw error;
        const replay = await findReplay(db, order);
        if (!replay) throw error;
        return { outcome: replay };
      }
    }
  };
}

type Attempt = { outcome: SaleOutcome; newRestock?: Restock | undefined };

async function attempt(trx: Database, order: PurchaseOrder, timing: SellDeps['timing']): Promise<Attempt> {
  const sold = await take(trx, order, timing);
  if (sold) return sold;

  // Only here, where the shelf was seen too empty, can the key's own earlier purchase be the reason.
  const replay = await findReplay(trx, order);
  if (replay) return { outcome: replay };

  const { sku, quantity } = order;
  const product = await getProduct(trx, sku);
  const open = await findOpenRestock(trx, sku);
  const needsRestock = open === null && quantityToOrder(product.policy) > 0;
  if (product.onHand < quantity && !needsRestock) return refuse(order, product.onHand, open);

  // Refilled since, or the first to be refused: look again under the lock.
  const locked = await lockProduct(trx, sku);
  if (locked && locked.onHand >= quantity) {
    const soldAfterAll = await take(trx, order, timing);
    if (soldAfterAll) return soldAfterAll;
  }
  const requested = await requestRestock(trx, sku, { cause: { kind: 'refusal', detail: null }, timing });
  return {
    ...refuse(order, locked?.onHand ?? 0, requested?.restock ?? null),
    newRestock: requested?.isNew ? requested.restock : undefined,
  };
}

async function take(trx: Database, order: PurchaseOrder, timing: SellDeps['timing']): Promise<Attempt | null> {
  const change = await takeFromShelf(trx, order.sku, order.quantity);
  if (!change) return null;
  const purchase: Purchase = {
    id: uuid(),
    sku: order.sku,
    quantity: order.quantity,
    onHand: change.onHand,
    purchasedAt: new Date(),
  };
  await insertPurchase(trx, { ...purchase, sequence: change.sequence, idempotencyKey: order.idempotencyKey });
  const cause: RestockCause = { kind: 'sale', detail: purchase.id };
  const requested = isStockout(change.onHand, change.policy)
    ? await requestRestock(trx, order.sku, { cause, timing })
    : null;
  return {
    outcome: { outcome: 'sold', purchase, replayed: false },
    newRestock: requested?.isNew ? requested.restock : undefined,
  };
}

function refuse(order: PurchaseOrder, onHand: number, restock: Restock | null): Attempt {
  return { outcome: { outcome: 'sold-out', sku: order.sku, requested: order.quantity, onHand, restock } };
}

async function findReplay(db: Database, order: PurchaseOrder): Promise<SaleOutcome | null> {
  if (order.idempotencyKey === null) return null;
  const purchase = await findPurchaseByKey(db, order.idempotencyKey);
  if (!purchase) return null;
  if (purchase.sku === order.sku && purchase.quantity === order.quantity) {
    return { outcome: 'sold', purchase, replayed: true };
  }
  throw new Refusal(
    'idempotency-key-reused',
    `This Idempotency-Key bought ${purchase.quantity} of ${purchase.sku} before, so it cannot buy ${order.quantity} of ` +
      `${order.sku}. Use a new key for a new purchase.`,
    { sku: order.sku, requested: order.quantity },
  );
}
