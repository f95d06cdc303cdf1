import { expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { startApi } from '../support/api.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

type Trouble = { what: string; begin: (db: Database) => Promise<unknown>; end: (db: Database) => Promise<unknown> };

/** SQLite's own limits stand for those of its disk: the errors are the same. */
const sqliteTroubles: Trouble[] = [
  {
    what: 'its disk is full',
    begin: async (db) => {
      const [{ page_count: pages }] = (await db.raw('PRAGMA page_count')) as [{ page_count: number }];
      await db.raw(`PRAGMA max_page_count = ${pages}`);
    },
    end: (db) => db.raw('PRAGMA max_page_count = 1000000'),
  },
  {
    what: 'it is read-only',
    begin: (db) => db.raw('PRAGMA query_only = ON'),
    end: (db) => db.raw('PRAGMA query_only = OFF'),
  },
];

/** The server is shared by all tests, so a trigger says what it would say. */
const mysqlTroubles = [
  { what: 'its disk is full', errno: 1114 },
  { what: 'its disk is full, as the server itself sees it', errno: 1021 },
  { what: 'its log cannot be written', errno: 1026 },
  { what: 'it is read-only', errno: 1290 },
  { what: 'it was started read-only', errno: 1836 },
].map(({ what, errno }): Trouble => ({
  what,
  begin: (db) =>
    db.raw(
      `CREATE TRIGGER trouble BEFORE INSERT ON purchases FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}`,
    ),
  end: (db) => db.raw('DROP TRIGGER trouble'),
}));

const troubles = { SQLite: sqliteTroubles, MySQL: mysqlTroubles };

describeEachDatabase('a database that takes no changes', (open) => {
  it('sells nothing and says why, whatever the reason, and sells on by itself when that is over', async () => {
    const { db, dialect } = await open();
    const api = await startApi(db);
    for (const { what, begin, end } of troubles[dialect]) {
      const sku = `donut-${what.replaceAll(/\W/g, '-')}`;
      await stockDonuts(db, 1_000, {}, sku);
      const buy = (number: number) => api.post('/v1/purchases', { sku }, { 'Idempotency-Key': `${sku}-${number}` });
      await begin(db);
      // A full disk still has room in the last pages.
      let sold = 0;
      let refused = await buy(1);
      while (refused.status === 201 && sold < 500) refused = await buy(++sold + 1);
      const detail = expect.stringContaining('Nothing was changed') as string;
      expect(refused).toMatchObject({ status: 503, body: { type: '/problems/unavailable', detail } });
      expect((await api.get(`/v1/products/${sku}`)).body).toMatchObject({ onHand: 1_000 - sold });

      await end(db);
      expect(await buy(sold + 1)).toMatchObject({ status: 201 });
      expect(await addUp(db, sku)).toEqual({ onHand: 999 - sold, sold: sold + 1, delivered: 0 });
    }
    await api.close();
  });
});
