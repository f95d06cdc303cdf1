import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { inOneTrip } from '../db/one-trip.ts';
import { Refusal } from '../errors.ts';
import { lockShelves, unknownProduct, type Shelf as LockedShelf } from '../inventory/product-store.ts';
import { isStockout, quantityToOrder } from '../inventory/replenishment.ts';
import { takeFromShelves } from '../inventory/shelf.ts';
import { findOpenRestocks, requestRestock, type Restock, type RestockCause } from '../restocking/restock-store.ts';
import type { RestockTiming } from '../workflows/restock-contract.ts';
import {
  findPurchase,
  findPurchasesByKey,
  insertPurchases,
  type Purchase,
  type PurchaseEntry,
} from './purchase-store.ts';

export type PurchaseOrder = { sku: string; quantity: number; idempotencyKey: string | null };

/** `replayed`: this key had bought before, and this is what it got. */
export type SaleOutcome =
  | { outcome: 'sold'; purchase: Purchase; replayed: boolean }
  | { outcome: 'sold-out'; sku: string; requested: number; onHand: number; restock: Restock | null };

/** What came of many orders: an answer or a refusal for each, in their order, and what was written for them. */
export type BatchOutcome = {
  answers: PromiseSettledResult<SaleOutcome>[];
  sold: PurchaseEntry[];
  newRestocks: Restock[];
};

/** A locked product while the batch is being decided. */
type Shelf = LockedShelf & {
  units: number;
  entries: number;
  /** The first sale or refusal of the batch that makes this a stockout. */
  stockout: RestockCause | null;
};

/**
 * Sells many orders in one transaction: in the order given until stock is gone, each with its own answer. All products
 * are locked first, in order of SKU, so that two batches never wait for each other in a circle. What follows is decided
 * here, under those locks, and written in a few statements however many orders there are: three round trips to MySQL with
 * the commit, unless a product runs out.
 *
 * @param unsettled what an earlier try at these very orders wrote before its connection was lost at the commit. Whether
 *   it was committed is certain under the locks, which that try held to its end; if so it is what came of them.
 */
export async function sellBatch(
  trx: Database,
  orders: readonly PurchaseOrder[],
  timing: Omit<RestockTiming, 'leadTime'>,
  unsettled: BatchOutcome | null = null,
): Promise<BatchOutcome> {
  const skus = new Set(orders.map(({ sku }) => sku));
  const keys = new Set(orders.flatMap(({ idempotencyKey }) => idempotencyKey ?? []));
  const lock = lockShelves(trx, [...skus]);
  const [locked, bought = new Map<string, Purchase>()] = await inOneTrip(
    trx,
    keys.size === 0 ? [lock] : [lock, findPurchasesByKey(trx, [...keys])],
  );
  if (unsettled && (await wasCommitted(trx, unsettled))) return unsettled;

  const shelves = new Map(locked.map((shelf) => [shelf.sku, untouched(shelf)]));
  const sold: PurchaseEntry[] = [];
  const now = new Date();
  const decisions = orders.map((order) => decide(order, shelves.get(order.sku), bought, sold, now));

  const emptier = [...shelves.values()].filter(({ entries }) => entries > 0);
  if (sold.length > 0) await inOneTrip(trx, [...takeFromShelves(trx, emptier), insertPurchases(trx, sold)]);
  const { open, newRestocks } = await restock(trx, [...shelves.values()], timing);

  const answers = decisions.map((decision): PromiseSettledResult<SaleOutcome> => {
    if (decision instanceof Refusal) return { status: 'rejected', reason: decision };
    if (decision.outcome === 'sold') return { status: 'fulfilled', value: decision };
    return { status: 'fulfilled', value: { ...decision, restock: open.get(decision.sku) ?? null } };
  });
  return { answers, sold, newRestocks };
}

/** All of a batch is committed, or nothing: one of its rows tells. */
async function wasCommitted(trx: Database, { sold: [first] }: BatchOutcome): Promise<boolean> {
  return first !== undefined && (await findPurchase(trx, first.purchase.id)) !== null;
}

function decide(
  order: PurchaseOrder,
  shelf: Shelf | undefined,
  bought: Map<string, Purchase>,
  sold: PurchaseEntry[],
  purchasedAt: Date,
): SaleOutcome | Refusal {
  const { sku, quantity, idempotencyKey } = order;
  const before = idempotencyKey === null ? undefined : bought.get(idempotencyKey);
  if (before) return replay(order, before);
  if (!shelf) return unknownProduct(sku);
  if (shelf.onHand < quantity) {
    shelf.stockout ??= { kind: 'refusal', detail: null };
    return { outcome: 'sold-out', sku, requested: quantity, onHand: shelf.onHand, restock: null };
  }
  shelf.onHand -= quantity;
  shelf.ledgerSequence += 1;
  shelf.units += quantity;
  shelf.entries += 1;
  const purchase: Purchase = { id: randomUUIDv7(), sku, quantity, onHand: shelf.onHand, purchasedAt };
  if (isStockout(shelf.onHand, shelf.policy)) shelf.stockout ??= { kind: 'sale', detail: purchase.id };
  sold.push({ purchase, sequence: shelf.ledgerSequence, idempotencyKey });
  if (idempotencyKey !== null) bought.set(idempotencyKey, purchase);
  return { outcome: 'sold', purchase, replayed: false };
}

function replay({ sku, quantity }: PurchaseOrder, purchase: Purchase): SaleOutcome | Refusal {
  if (purchase.sku === sku && purchase.quantity === quantity) return { outcome: 'sold', purchase, replayed: true };
  return new Refusal(
    'idempotency-key-reused',
    `This Idempotency-Key bought ${purchase.quantity} of ${purchase.sku} before, so it cannot buy ${quantity} of ` +
      `${sku}. Use a new key for a new purchase.`,
    { sku, requested: quantity },
  );
}

/** One restock for each product that ran out and has none: asked for all at once, as in a crowd most have theirs. */
async function restock(trx: Database, shelves: Shelf[], timing: Omit<RestockTiming, 'leadTime'>) {
  const short = shelves.filter(({ stockout }) => stockout !== null);
  if (short.length === 0) return { open: new Map<string, Restock>(), newRestocks: [] };
  const open = await findOpenRestocks(
    trx,
    short.map(({ sku }) => sku),
  );
  const newRestocks: Restock[] = [];
  for (const { sku, policy, stockout } of short) {
    if (stockout === null || open.has(sku) || quantityToOrder(policy) === 0) continue;
    const requested = await requestRestock(trx, sku, { cause: stockout, timing });
    if (!requested) continue;
    open.set(sku, requested.restock);
    if (requested.isNew) newRestocks.push(requested.restock);
  }
  return { open, newRestocks };
}

function untouched(shelf: LockedShelf): Shelf {
  return { ...shelf, units: 0, entries: 0, stockout: null };
}
