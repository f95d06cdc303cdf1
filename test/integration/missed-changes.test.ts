import { randomUUIDv7 } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { databaseTime, readDatabaseTime } from '../../src/db/clock.ts';
import { changesSince } from '../../src/events/change.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { insertProducts, insertRestocks, skusOf } from '../support/many-rows.ts';

describeDatabase('what somebody missed who comes back after a break', (open) => {
  let db: OpenDatabase['db'];
  let left: Date;
  beforeEach(async () => {
    ({ db } = await open());
    left = await readDatabaseTime(db);
  });

  async function stockChanges(count: number): Promise<void> {
    const skus = skusOf(count);
    await insertProducts(db, skus);
    const entry = { sequence: 1, kind: 'adjustment', quantity: 1, on_hand: 1, occurred_at: new Date() } as const;
    await db.batchInsert(
      'stock_movements',
      skus.map((sku) => ({ id: randomUUIDv7(), sku, ...entry })),
      100,
    );
  }
  const restocksChange = async (count: number) => {
    await insertRestocks(db, skusOf(count));
    await db('restocks').update({ changed_at: databaseTime(db) });
  };
  const missed = async () => {
    const [restocks, shelf] = await changesSince(db, left);
    if (restocks?.kind !== 'restocks' || shelf?.kind !== 'shelf') throw new Error('Both are told, in this order');
    return { restocks: [restocks.restocks.length, restocks.more], shelf: [shelf.items.length, shelf.more] };
  };

  it.each([
    [200, [200, false]],
    [201, [200, true]],
  ])('is told by product where stock changed, of 200 at most, and that there are more: %i', async (count, shelf) => {
    await stockChanges(count);
    expect(await missed()).toEqual({ restocks: [0, false], shelf });
  });

  it.each([
    [50, [50, false]],
    [51, [50, true]],
  ])('is told by restock, of 50 at most, and that there are more: %i', async (count, restocks) => {
    await restocksChange(count);
    expect(await missed()).toEqual({ restocks, shelf: [0, false] });
  });

  it('is stock as a whole after more than a minute', async () => {
    await stockChanges(1);
    left = new Date(left.getTime() - 61_000);
    expect(await missed()).toEqual({ restocks: [0, false], shelf: [0, true] });
  });
});
