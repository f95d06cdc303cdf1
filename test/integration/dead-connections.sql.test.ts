import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { inTransaction, isDatabaseAway } from '../../src/db/transaction.ts';
import { getProduct, lockProduct } from '../../src/inventory/product-store.ts';
import { createSell } from '../../src/sales/sell.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';
import { startMysqlProxy } from '../support/tcp-proxy.ts';

const answerDeadline = 700;

describeEachDatabase('a connection to the database that dies without a word', (open) => {
  let database: OpenDatabase;
  let proxy: Awaited<ReturnType<typeof startMysqlProxy>>;
  let far: Database;

  beforeEach(async (context) => {
    database = await open();
    context.skip(database.dialect === 'SQLite', 'a file has no connections');
    await stockDonuts(database.db, 5);
    proxy = await startMysqlProxy(database.url);
    far = openDatabase({ url: proxy.url, poolSize: 2, answerDeadline });
  });
  afterEach(async () => {
    await far?.destroy();
    await proxy?.close();
  });

  const buy = (idempotencyKey: string) =>
    createSell({ db: far, timing: quickTiming, onRestockRequested: () => {} })({
      sku: donut,
      quantity: 1,
      idempotencyKey,
    });

  it('lets nobody wait for ever, and the next purchases go on over new ones', async () => {
    await buy('before');
    proxy.interrupt();
    const lost = await Promise.allSettled(['a', 'b', 'c', 'd'].map(buy));
    expect(lost.map((each) => each.status === 'rejected' && isDatabaseAway(each.reason))).toEqual(Array(4).fill(true));
    proxy.mend();
    const sold = await Promise.all(['a', 'b', 'c', 'd'].map(buy));
    expect(sold.map(({ outcome }) => outcome)).toEqual(Array(4).fill('sold'));
    expect(await onHandOf(database.db)).toBe(0);
  });

  it('is given up at its first question too, so that a pool can begin while the network is away', async () => {
    proxy.interrupt();
    await expect(getProduct(far, donut)).rejects.toSatisfy(isDatabaseAway);
    proxy.mend();
    expect(await getProduct(far, donut)).toMatchObject({ onHand: 5 });
  });

  it('leaves no product locked, for the server hangs up as well', async () => {
    const interrupted = inTransaction(far, async (trx) => {
      await lockProduct(trx, donut);
      proxy.interrupt();
      await getProduct(trx, donut);
    });
    await expect(interrupted).rejects.toSatisfy(isDatabaseAway);
    // Waits for the lock; without the server's own limit the dead session would hold it for hours.
    await inTransaction(database.db, (trx) => lockProduct(trx, donut));
    proxy.mend();
    expect(await buy('after')).toMatchObject({ outcome: 'sold' });
  });
});
