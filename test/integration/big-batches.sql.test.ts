import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { usualLimits } from '../../src/sales/batcher.ts';
import { createSell } from '../../src/sales/sell.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { quickTiming } from '../support/donuts.ts';
import { stockShelves, skusOf } from '../support/many-rows.ts';

describeEachDatabase('a batch of very many products', (open) => {
  let db: Database;
  const sizes: number[] = [];
  /** More than one statement takes. */
  const skus = skusOf(270);

  beforeEach(async () => {
    ({ db } = await open());
    sizes.length = 0;
    await stockShelves(db, skus, 10);
  });

  const sellIn = (batchSize: number) =>
    createSell({
      db,
      timing: quickTiming,
      onRestockRequested: () => undefined,
      limits: { ...usualLimits, batchSize, queueLimit: 10_000 },
      onBatch: (size) => sizes.push(size),
    });
  const boughtOf = (index: number) => 1 + (index % 3);
  const orders = skus.map((sku, index) => ({ sku, quantity: boughtOf(index), idempotencyKey: null }));
  const onHand = async () => (await db('products').orderBy('sku')).map((product) => product.on_hand);

  it('takes from each shelf what was bought of it, and writes that down', async () => {
    const sell = sellIn(1_000);
    // One product twice, and one that has not enough: each has an answer of its own.
    const again = { sku: skus[0]!, quantity: 2, idempotencyKey: null };
    const tooMany = { sku: skus[269]!, quantity: 11, idempotencyKey: null };
    const answers = await Promise.all([...orders, again, tooMany].map((order) => sell(order)));
    expect(sizes).toEqual([272]);
    expect(answers.map(({ outcome }) => outcome)).toEqual([...orders.map(() => 'sold'), 'sold', 'sold-out']);
    expect(await onHand()).toEqual(skus.map((_, index) => 10 - boughtOf(index) - (index === 0 ? 2 : 0)));
    expect(await verifyLedgers(db)).toEqual([]);
  });

  it('is several where it is too many for one, in which each purchase is made once', async () => {
    const sell = sellIn(100);
    const answers = await Promise.all(orders.map((order) => sell(order)));
    expect(sizes).toEqual([100, 100, 70]);
    expect(answers.map((answer) => answer.outcome === 'sold' && answer.purchase.sku)).toEqual(skus);
    expect(await onHand()).toEqual(skus.map((_, index) => 10 - boughtOf(index)));
    expect(await verifyLedgers(db)).toEqual([]);
  });

  it('is verified product by product, and each entry is added up once', async () => {
    await Promise.all(orders.map(sellIn(256)));
    expect(await verifyLedgers(db)).toEqual([]);
    const verified = async () =>
      (await db('products').orderBy('sku')).map((product) => [product.verified_sequence, product.verified_on_hand]);
    expect(await verified()).toEqual(skus.map((_, index) => [2, 10 - boughtOf(index)]));
    // What is wrong with some is told of these, and hides nothing of the others.
    const wrong = skus.filter((_, index) => index % 99 === 7);
    await db('products').whereIn('sku', wrong).update({ on_hand: 3 });
    await adjustStock(db, skus[0]!, 5, 'found');
    const differences = (await verifyLedgers(db)).toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
    expect(differences).toEqual(wrong.map((sku) => ({ sku, onHand: 3, ledger: 8, missingEntries: 0 })));
    expect((await verified())[0]).toEqual([3, 14]);
  });
});
