import { expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { inOneTrip } from '../../src/db/one-trip.ts';
import { inTransaction, isDuplicateKey } from '../../src/db/transaction.ts';
import { createSell } from '../../src/sales/sell.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';
import { startMysqlProxy } from '../support/tcp-proxy.ts';

describeEachDatabase('statements of one transaction', (open) => {
  it('of a sale take three round trips with its commit, however many share it', async ({ skip }) => {
    const { db: near, dialect, url } = await open();
    if (dialect === 'SQLite') skip('a file is no way off');
    await stockDonuts(near, 500);
    const proxy = await startMysqlProxy(url);
    const db = openDatabase({ url: proxy.url, poolSize: 1 });
    try {
      const sell = createSell({ db, timing: quickTiming, onRestockRequested: () => {} });
      const buy = (key: string | null) => sell({ sku: donut, quantity: 1, idempotencyKey: key });
      const tripsOf = async (work: () => Promise<unknown>) => {
        const before = proxy.trips();
        await work();
        return proxy.trips() - before;
      };
      await buy('the connection is there');
      expect(await tripsOf(() => buy(null))).toBe(3);
      expect(await tripsOf(() => buy('a'))).toBe(3);
      expect(await tripsOf(() => Promise.all(Array.from({ length: 100 }, (_, index) => buy(`b${index}`))))).toBe(3);
      expect(await tripsOf(() => buy('a'))).toBe(2);
      expect(await addUp(near)).toEqual({ onHand: 397, sold: 103, delivered: 0 });
    } finally {
      await db.destroy();
      await proxy.close();
    }
  });

  it('answer each for itself, and are undone together', async () => {
    const { db } = await open();
    await stockDonuts(db, 5);
    const leave = (trx: Database, onHand: number) => ({
      statement: trx('products').where({ sku: donut }).update({ on_hand: onHand }),
      read: (changed: unknown) => changed,
    });
    const look = (trx: Database) => ({
      statement: trx('products').where({ sku: donut }).select('on_hand'),
      read: (rows: unknown) => rows,
    });
    const copy = (trx: Database) => ({
      statement: trx.raw('INSERT INTO products SELECT * FROM products WHERE sku = ?', [donut]),
      read: () => 'copied',
    });
    const answers = await inTransaction(db, (trx) => inOneTrip(trx, [leave(trx, 4), look(trx)]));
    expect(answers).toEqual([1, [{ on_hand: 4 }]]);
    const failed = inTransaction(db, (trx) => inOneTrip(trx, [leave(trx, 1), copy(trx), leave(trx, 2)]));
    await expect(failed).rejects.toSatisfy(isDuplicateKey);
    expect(await onHandOf(db)).toBe(4);
  });

  it('that were never sent leave nothing to commit, and nothing open', async () => {
    const { db } = await open();
    await stockDonuts(db, 5);
    expect(await inTransaction(db, () => Promise.resolve('nothing'))).toBe('nothing');
    await expect(inTransaction(db, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    // The same connection begins anew: what is undone is this transaction's alone.
    await expect(
      inTransaction(db, async (trx) => {
        await trx('products').where({ sku: donut }).update({ on_hand: 1 });
        throw new Error('not this way');
      }),
    ).rejects.toThrow('not this way');
    expect(await onHandOf(db)).toBe(5);
  });
});
