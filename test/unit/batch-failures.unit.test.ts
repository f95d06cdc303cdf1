import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Refusal } from '../../src/errors.ts';
import { concernsAll, createSell } from '../../src/sales/sell.ts';
import { donut, quickTiming } from '../support/donuts.ts';

describe('a batch of purchases that could not be written', () => {
  it.each([
    ['the database is away', { code: 'ECONNREFUSED' }],
    ['no connection was free', { name: 'KnexTimeoutError' }],
    ['the disk is full', { errno: 1021 }],
    ['SQLite has no room', { code: 'SQLITE_FULL' }],
    ['it waited for a lock for too long', { errno: 1205 }],
    ['it lost against others again and again', { errno: 1213 }],
    ['its rows changed under it', { errno: 1020 }],
    ['another process writes for long', { code: 'SQLITE_BUSY' }],
  ])('is not tried once more for each where %s: they would wait for the same', (_, error) => {
    expect(concernsAll(error)).toBe(true);
  });

  it.each([
    ['of a key that another process has used', { code: 'ER_DUP_ENTRY', errno: 1062 }],
    ['of an order that breaks a rule of the table', { code: 'SQLITE_CONSTRAINT_CHECK' }],
    ['of a refusal', new Refusal('unknown-product', 'There is no product x.')],
    ['of an error of our own', new TypeError('undefined')],
  ])('is tried for each alone because %s, which must not fail the others', (_, error) => {
    expect(concernsAll(error)).toBe(false);
  });

  it.each([
    ['that takes no changes, once', { errno: 1290 }, 1],
    ['that is away, once more, as nobody knows what came of the first try', { code: 'ECONNREFUSED' }, 2],
    ['that has something against one of them, and then each alone', { code: 'ER_NO_REFERENCED_ROW_2' }, 1 + 3],
  ])('is sent to a database %s', async (_, error, tries) => {
    let sent = 0;
    const db = { transaction: () => Promise.reject(Object.assign(new Error('no'), error, { sent: (sent += 1) })) };
    const sell = createSell({
      db: db as unknown as Database,
      timing: quickTiming,
      onRestockRequested: () => undefined,
    });
    const orders = [1, 2, 3].map((quantity) => ({ sku: donut, quantity, idempotencyKey: null }));
    const answers = await Promise.allSettled(orders.map((order) => sell(order)));
    expect(answers).toMatchObject(orders.map(() => ({ status: 'rejected', reason: error })));
    expect(sent).toBe(tries);
  });
});
