import { expect, it } from 'vitest';
import { inTransaction } from '../../src/db/transaction.ts';
import { lockProduct } from '../../src/inventory/product-store.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { stockDonuts } from '../support/donuts.ts';

describeEachDatabase('transactions', (open) => {
  it('that wait for each other both come through, one after the other', async ({ skip }) => {
    const { db, dialect } = await open();
    if (dialect === 'SQLite') skip('there one has the whole database, and the other waits for its turn');
    await stockDonuts(db, 1, {}, 'bagel');
    await stockDonuts(db, 1, {}, 'churro');
    let tries = 0;
    const both = Promise.withResolvers<void>();
    const lock = (first: string, second: string) =>
      inTransaction(db, async (trx) => {
        await lockProduct(trx, first);
        if (++tries === 2) both.resolve();
        // Each has its first lock by now, so that one of them has to lose.
        await both.promise;
        return (await lockProduct(trx, second))?.sku;
      });
    expect(await Promise.all([lock('bagel', 'churro'), lock('churro', 'bagel')])).toEqual(['churro', 'bagel']);
    expect(tries).toBe(3);
  });
});
