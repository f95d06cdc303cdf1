import { expect, it } from 'vitest';
import { migrateDown, migrateUp, pendingMigrations } from '../../src/db/migrate.ts';
import { migrations } from '../../src/db/migrations/index.ts';
import { timeOf } from '../../src/db/rows.ts';
import { isDuplicateKey } from '../../src/db/transaction.ts';
import { insertDelivery } from '../../src/restocking/delivery-store.ts';
import { beginTry } from '../../src/restocking/order-tries.ts';
import { recordCancellation, recordOrder } from '../../src/restocking/restock-transitions.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { triesOf } from '../../src/restocking/restock-tries.ts';
import { createSell } from '../../src/sales/sell.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addUp, donut, quickTiming, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('migrations', (open) => {
  it('go up, down to nothing and up again, with rows in the tables', async () => {
    const { db } = await open();
    expect(await pendingMigrations(db)).toEqual([]);
    await stockDonuts(db, 10);
    for (const migration of migrations.toReversed()) expect(await migrateDown(db)).toEqual([migration.name]);
    expect(await migrateDown(db)).toEqual([]);
    expect(await pendingMigrations(db)).toEqual(migrations.map(({ name }) => name));
    await migrateUp(db);
    await stockDonuts(db, 10);
    expect(await addUp(db)).toMatchObject({ onHand: 10 });
  });

  it('take every try of an order that was under way as one that the factory may have taken', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    const request = { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming } as const;
    await requestRestock(db, donut, request);
    await db('restocks').update({ started_at: new Date() });
    while ((await migrateDown(db))[0] !== '002-repair') continue;
    await migrateUp(db);
    expect(await db('restocks').first()).toMatchObject({ order_tries: 1, doubtful_tries: 1 });
  });

  it('take a restock from before as unchanged, and note its next change', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    const cause = { kind: 'person', detail: 'a test' } as const;
    const { restock } = (await requestRestock(db, donut, { cause, timing: quickTiming })) ?? {};
    await recordOrder(db, restock!.id, 'F-1');
    while ((await migrateDown(db))[0] !== '005-changes') continue;
    expect(Object.keys((await db('restocks').first())!)).not.toContain('changed_at');
    await migrateUp(db);
    expect(await db('restocks').first()).toMatchObject({ state: 'ordered', version: 0, changed_at: null });
    const before = Date.now();
    await recordCancellation(db, restock!.id, true);
    const { version, changed_at: changedAt } = (await db('restocks').first())!;
    expect(version).toBe(1);
    expect(Math.abs(timeOf(changedAt!).getTime() - before)).toBeLessThan(10_000);
  });

  it('count the tries of an order on from before there was a list of them', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    const cause = { kind: 'person', detail: 'a test' } as const;
    const { restock } = (await requestRestock(db, donut, { cause, timing: quickTiming })) ?? {};
    await beginTry(db, restock!.id, 'run-1');
    while ((await migrateDown(db))[0] !== '007-tries') continue;
    await migrateUp(db);
    expect(await triesOf(db, restock!.id)).toEqual([]);
    expect(await beginTry(db, restock!.id, 'run-1')).toMatchObject({ orderTries: 2, doubtfulTries: 2 });
    expect(await triesOf(db, restock!.id)).toMatchObject([{ number: 2 }]);
  });

  it('refuse stock below zero in the database itself', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    await expect(db('products').update({ on_hand: -1 })).rejects.toThrow(/CHECK|CONSTRAINT/i);
  });

  it('refuse a second open restock of a product in the database itself', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    const request = { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming } as const;
    const { restock } = (await requestRestock(db, donut, request)) ?? {};
    const row = await db('restocks').where({ id: restock?.id }).first();
    const second = db('restocks').insert({ ...row, id: `restock-${donut}-2`, number: 2 });
    await expect(second).rejects.toSatisfy(isDuplicateKey);
  });

  it('refuse a second entry at the same place of the ledger in the database itself', async () => {
    const { db } = await open();
    await stockDonuts(db, 10);
    const sell = createSell({ db, timing: quickTiming, onRestockRequested: () => undefined });
    await sell({ sku: donut, quantity: 1, idempotencyKey: null });
    for (const table of ['purchases', 'stock_movements'] as const) {
      const second = db(table).insert({ ...(await db(table).first()), id: 'another' });
      await expect(second).rejects.toSatisfy(isDuplicateKey);
    }
  });

  it('refuse a second restock under the same id or number in the database itself', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    await requestRestock(db, donut, { cause: { kind: 'person', detail: 'a test' }, timing: quickTiming });
    const row = { ...(await db('restocks').first()), open_sku: null };
    await expect(db('restocks').insert({ ...row, number: 2 })).rejects.toSatisfy(isDuplicateKey);
    await expect(db('restocks').insert({ ...row, id: 'another' })).rejects.toSatisfy(isDuplicateKey);
  });

  it('refuse a second delivery under the same booking key in the database itself', async () => {
    const { db } = await open();
    const delivery = { id: 'x', restockId: null, sku: donut, quantity: 1, status: 'held', source: 'legacy' } as const;
    await insertDelivery(db, { ...delivery, holdReason: null });
    const second = insertDelivery(db, { ...delivery, quantity: 2, holdReason: null });
    await expect(second).rejects.toSatisfy(isDuplicateKey);
  });
});
