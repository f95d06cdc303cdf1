import { beforeEach, describe, expect, it } from 'vitest';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { listMovements } from '../../src/inventory/ledger.ts';
import { createProduct } from '../../src/inventory/product-store.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { createSell, type Sell } from '../../src/sales/sell.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, factoryId, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('the ledger', (open) => {
  let db: OpenDatabase['db'];
  let sell: Sell;

  beforeEach(async () => {
    ({ db } = await open());
    sell = createSell({ db, timing: quickTiming, onRestockRequested: () => undefined });
    await stockDonuts(db, 10);
  });

  it('shows the newest entry first and pages without gaps', async () => {
    await sell({ sku: donut, quantity: 2, idempotencyKey: null });
    await adjustStock(db, donut, 5, 'found in the back');
    await sell({ sku: donut, quantity: 1, idempotencyKey: null });
    const page = await listMovements(db, donut, { before: null, limit: 3 });
    expect(page.map(({ kind, quantity, onHand }) => ({ kind, quantity, onHand }))).toEqual([
      { kind: 'sale', quantity: -1, onHand: 12 },
      { kind: 'adjustment', quantity: 5, onHand: 13 },
      { kind: 'sale', quantity: -2, onHand: 8 },
    ]);
    const rest = await listMovements(db, donut, { before: page.at(-1)?.sequence ?? 0, limit: 3 });
    expect(rest).toMatchObject([{ kind: 'adjustment', quantity: 10, reason: 'opening stock', sequence: 1 }]);
  });

  it('adds up after sales and adjustments that came all at once', async () => {
    await Promise.all([
      ...Array.from({ length: 30 }, () => sell({ sku: donut, quantity: 1, idempotencyKey: null })),
      ...Array.from({ length: 10 }, () => adjustStock(db, donut, 2, 'counted')),
      ...Array.from({ length: 10 }, () => adjustStock(db, donut, -1, 'broken').catch(() => null)),
    ]);
    expect((await addUp(db)).onHand).toBe(await onHandOf(db));
    expect(await verifyLedgers(db)).toEqual([]);
  });

  it('refuses an adjustment that would leave less than nothing, and changes nothing', async () => {
    await expect(adjustStock(db, donut, -11, 'broken')).rejects.toMatchObject({
      code: 'stock-would-go-negative',
      facts: { onHand: 10 },
    });
    expect(await addUp(db)).toMatchObject({ onHand: 10 });
  });

  it('refuses to adjust a product that does not exist', async () => {
    await expect(adjustStock(db, 'nothing', 1, 'found')).rejects.toMatchObject({ code: 'unknown-product' });
    await expect(adjustStock(db, 'nothing', -1, 'lost')).rejects.toMatchObject({ code: 'unknown-product' });
  });

  it('creates a product without stock once, too', async () => {
    await stockDonuts(db, 0, {}, 'nothing yet');
    await expect(stockDonuts(db, 0, {}, 'nothing yet')).rejects.toThrow('exists already');
  });

  it('creates a product once, with its opening stock', async () => {
    const policy = { factoryId, reorderPoint: 0, orderQuantity: 10, leadTimeSeconds: 1 };
    const again = { sku: donut, name: '도넛', price: { amount: 1, currency: 'KRW' }, policy };
    expect(await createProduct(db, again, 99)).toBe(false);
    expect(await onHandOf(db)).toBe(10);
  });

  describe('verification', () => {
    it('finds stock that was changed without an entry, again and again until it is mended', async () => {
      expect(await verifyLedgers(db)).toEqual([]);
      await db('products').where({ sku: donut }).update({ on_hand: 11 });
      const difference = { sku: donut, onHand: 11, ledger: 10, missingEntries: 0 };
      expect(await verifyLedgers(db)).toEqual([difference]);
      expect(await verifyLedgers(db)).toEqual([difference]);
      await db('products').where({ sku: donut }).update({ on_hand: 10 });
      expect(await verifyLedgers(db)).toEqual([]);
    });

    it('finds entries that are missing though the sum is right without them', async () => {
      await adjustStock(db, donut, 3, 'found');
      await adjustStock(db, donut, -3, 'lost again');
      await db('stock_movements').where('sequence', '>', 1).delete();
      expect(await verifyLedgers(db)).toMatchObject([{ sku: donut, onHand: 10, ledger: 10, missingEntries: 2 }]);
    });

    it('finds an entry that is missing', async () => {
      await sell({ sku: donut, quantity: 1, idempotencyKey: null });
      await db('purchases').delete();
      expect(await verifyLedgers(db)).toEqual([{ sku: donut, onHand: 9, ledger: 10, missingEntries: 1 }]);
    });
  });
});
