import assert from 'node:assert/strict';
import type { Database } from '../../src/db/database.ts';
import { listMovements } from '../../src/inventory/ledger.ts';
import { findProduct } from '../../src/inventory/product-store.ts';
import { deliveriesOf } from '../../src/restocking/delivery-store.ts';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import { findOpenRestock } from '../../src/restocking/restock-store.ts';
import { isOver } from '../../src/workflows/restock-contract.ts';
import type { ProductFacts } from './shop-under-test.ts';

/** Reads all that is on record of a product, and throws where it breaks a promise whatever had happened before. */
export async function readFacts(db: Database, sku: string): Promise<ProductFacts> {
  const product = await findProduct(db, sku);
  assert.ok(product, `there is no product ${sku}`);
  const ledger = (await listMovements(db, sku, { before: null, limit: 1_000_000 })).toReversed();
  let sum = 0;
  for (const [index, entry] of ledger.entries()) {
    sum += entry.quantity;
    assert.equal(entry.sequence, index + 1, `sequence of an entry of ${sku}`);
    assert.equal(entry.onHand, sum, `stock after entry ${entry.sequence} of ${sku}`);
    if (entry.kind === 'sale') assert.ok(entry.quantity < 0, `a sale of ${sku} put units on the shelf`);
    if (entry.kind === 'delivery') assert.ok(entry.quantity > 0, `a delivery of ${sku} took units off the shelf`);
    assert.ok(sum >= 0, `stock of ${sku} was ${sum} after entry ${entry.sequence}`);
  }
  assert.equal(product.onHand, sum, `onHand of ${sku} against its ledger`);
  assert.equal(product.ledgerSequence, ledger.length, `length of the ledger of ${sku}`);

  const restocks = (await listRestocks(db, { sku }, { after: null, limit: 1_000_000 })).toSorted(
    (a, b) => a.number - b.number,
  );
  assert.equal(product.restockCount, restocks.length, `number of restocks of ${sku}`);
  const open = restocks.filter(({ state }) => !isOver(state));
  assert.ok(open.length <= 1, `${open.length} restocks of ${sku} are open`);
  assert.equal((await findOpenRestock(db, sku))?.id, open[0]?.id, `the open restock of ${sku}`);

  const facts: ProductFacts['restocks'] = [];
  for (const [index, restock] of restocks.entries()) {
    assert.equal(restock.number, index + 1, `number of a restock of ${sku}`);
    assert.equal(restock.closedAt !== null, isOver(restock.state), `${restock.id} has a time of closing`);
    const deliveries = await deliveriesOf(db, restock.id);
    const onShelf = ledger.filter(({ restockId }) => restockId === restock.id);
    const booked = deliveries.filter(({ status }) => status === 'booked');
    assert.deepEqual(
      onShelf.map(({ deliveryId, quantity }) => `${deliveryId} ${quantity}`).toSorted(),
      booked.map(({ id, quantity }) => `${id} ${quantity}`).toSorted(),
      `deliveries of ${restock.id} on the shelf against those marked as booked`,
    );
    assert.equal(restock.delivered, total(booked), `units delivered of ${restock.id}`);
    const { state, attention, quantity, delivered, factoryOrderId: order } = restock;
    const told = deliveries.map(({ status, quantity: units }) => `${status} ${units}`).toSorted();
    facts.push({ state, attention, quantity, delivered, order, deliveries: told });
  }
  const kinds = Map.groupBy(ledger, ({ kind }) => kind);
  return {
    onHand: product.onHand,
    entries: ledger.length,
    sold: 0 - total(kinds.get('sale') ?? []),
    delivered: total(kinds.get('delivery') ?? []),
    adjusted: total(kinds.get('adjustment') ?? []),
    restocks: facts,
    open: open[0]?.number ?? null,
  };
}

export function total(items: { quantity: number }[]): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
