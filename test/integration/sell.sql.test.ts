import { beforeEach, expect, it } from 'vitest';
import { isDuplicateKey } from '../../src/db/transaction.ts';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import { findOpenRestock, requestRestock, type Restock } from '../../src/restocking/restock-store.ts';
import { createSell, type Sell } from '../../src/sales/sell.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('selling', (open) => {
  let db: OpenDatabase['db'];
  let dialect: OpenDatabase['dialect'];
  let requested: Restock[];
  let sell: Sell;

  beforeEach(async () => {
    ({ db, dialect } = await open());
    requested = [];
    sell = createSell({ db, timing: quickTiming, onRestockRequested: (restock) => requested.push(restock) });
  });

  const buy = (quantity = 1, idempotencyKey: string | null = null, sku = donut) =>
    sell({ sku, quantity, idempotencyKey });

  it('takes the units off the shelf and writes the sale into the ledger', async () => {
    await stockDonuts(db, 10);
    const outcome = await buy(3);
    expect(outcome).toMatchObject({ outcome: 'sold', replayed: false, purchase: { quantity: 3, onHand: 7 } });
    expect(await addUp(db)).toEqual({ onHand: 7, sold: 3, delivered: 0 });
    expect(await onHandOf(db)).toBe(7);
    expect(requested).toEqual([]);
  });

  it('sells exactly what is there when a crowd comes', async () => {
    await stockDonuts(db, 100, { orderQuantity: 0 });
    const outcomes = await Promise.all(Array.from({ length: 300 }, () => buy()));
    const sold = outcomes.filter(({ outcome }) => outcome === 'sold');
    expect(sold).toHaveLength(100);
    expect(outcomes.filter(({ outcome }) => outcome === 'sold-out')).toHaveLength(200);
    expect(await addUp(db)).toEqual({ onHand: 0, sold: 100, delivered: 0 });
    expect(await onHandOf(db)).toBe(0);
    expect(await listRestocks(db, {}, { after: null, limit: 10 })).toEqual([]);
  });

  it('decides on what another process has left, and waits until that is certain', async ({ skip }) => {
    if (dialect === 'SQLite') skip('there one has the whole database, and the other waits for its turn');
    await stockDonuts(db, 5);
    const other = await db.transaction();
    await other('products').where({ sku: donut }).update({ on_hand: 1, ledger_sequence: 4 });
    const outcome = buy(2);
    const waiting =
      "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND info LIKE '%products%'";
    await expect.poll(async () => ((await db.raw(waiting)) as [unknown[]])[0]).toHaveLength(1);
    await other.commit();
    expect(await outcome).toMatchObject({ outcome: 'sold-out', onHand: 1 });
  });

  it('requests one restock when the last unit is sold, in the same transaction, and no second one', async () => {
    await stockDonuts(db, 5);
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => buy()));
    expect(outcomes.filter(({ outcome }) => outcome === 'sold')).toHaveLength(5);
    const restocks = await listRestocks(db, {}, { after: null, limit: 10 });
    expect(restocks).toHaveLength(1);
    expect(restocks[0]).toMatchObject({
      id: `restock-${donut}-1`,
      state: 'requested',
      quantity: 10,
      cause: { kind: 'sale' },
    });
    expect(requested.map(({ id }) => id)).toEqual([`restock-${donut}-1`]);
  });

  it('is not done where the restock that it causes cannot be requested', async () => {
    await stockDonuts(db, 1);
    const request = { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming } as const;
    await requestRestock(db, donut, request);
    // The next one would get the number of the one that is there.
    await db('restocks').update({ open_sku: null, state: 'delivered' });
    await db('products').update({ restock_count: 0 });
    await expect(buy()).rejects.toSatisfy(isDuplicateKey);
    expect(await onHandOf(db)).toBe(1);
    expect(await db('purchases').select()).toEqual([]);
    expect(requested).toEqual([]);
  });

  it('names the restock to whoever is refused', async () => {
    await stockDonuts(db, 1);
    await buy();
    expect(await buy()).toMatchObject({
      outcome: 'sold-out',
      requested: 1,
      onHand: 0,
      restock: { id: `restock-${donut}-1`, state: 'requested' },
    });
  });

  it('requests a restock for a purchase that is larger than the stock, and leaves the stock alone', async () => {
    await stockDonuts(db, 4);
    expect(await buy(5)).toMatchObject({ outcome: 'sold-out', onHand: 4, restock: { cause: { kind: 'refusal' } } });
    expect(await onHandOf(db)).toBe(4);
    expect(requested).toHaveLength(1);
  });

  it('requests a restock as soon as the reorder point is reached', async () => {
    await stockDonuts(db, 5, { reorderPoint: 3 });
    await buy();
    expect(requested).toEqual([]);
    await buy();
    expect(requested).toHaveLength(1);
    expect((await findOpenRestock(db, donut))?.timing).toEqual({ ...quickTiming, leadTime: 1_000 });
  });

  it('sells once under one key, however often it is asked at once', async () => {
    await stockDonuts(db, 10);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => buy(2, 'order-1')));
    expect(new Set(outcomes.map((each) => each.outcome === 'sold' && each.purchase.id)).size).toBe(1);
    expect(outcomes.filter((each) => each.outcome === 'sold' && !each.replayed)).toHaveLength(1);
    expect(await onHandOf(db)).toBe(8);
  });

  it('repeats the first answer under the same key even when nothing is left', async () => {
    await stockDonuts(db, 1);
    const first = await buy(1, 'order-1');
    const second = await buy(1, 'order-1');
    expect(second).toEqual({ ...first, replayed: true });
    expect(await buy(1, 'order-2')).toMatchObject({ outcome: 'sold-out' });
  });

  it('sells the last unit once to fifty that ask with the same key, and tells all of them so', async () => {
    await stockDonuts(db, 1);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => buy(1, 'order-1')));
    expect(outcomes.every(({ outcome }) => outcome === 'sold')).toBe(true);
  });

  it('does not keep a refusal under its key: the same key may succeed later', async () => {
    await stockDonuts(db, 1);
    expect(await buy(2, 'order-1')).toMatchObject({ outcome: 'sold-out' });
    await db('products').where({ sku: donut }).update({ on_hand: 2 });
    expect(await buy(2, 'order-1')).toMatchObject({ outcome: 'sold', replayed: false });
  });

  it('refuses a key that bought something else before', async () => {
    await stockDonuts(db, 10);
    await buy(1, 'order-1');
    await expect(buy(2, 'order-1')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await stockDonuts(db, 10, {}, 'bagel');
    await expect(buy(1, 'order-1', 'bagel')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect([await onHandOf(db), await onHandOf(db, 'bagel')]).toEqual([9, 10]);
  });

  it('tells keys apart by case', async () => {
    await stockDonuts(db, 10);
    await buy(1, 'order-a');
    expect(await buy(1, 'order-A')).toMatchObject({ replayed: false });
  });

  it('refuses a product that does not exist, also one whose name differs by case only', async () => {
    await stockDonuts(db, 10);
    await expect(buy(1, null, 'nothing')).rejects.toMatchObject({ code: 'unknown-product' });
    await expect(buy(1, null, donut.toLowerCase())).rejects.toMatchObject({ code: 'unknown-product' });
  });
});
