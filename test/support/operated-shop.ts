import { openDatabase } from '../../src/db/database.ts';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import { createSqliteDatabase } from './create-database.ts';
import { stockDonuts } from './donuts.ts';
import { openNamespace } from './namespace.ts';
import { restockStates } from './restock-states.ts';
import { openShop } from './shop.ts';

export type OperatedShop = Awaited<ReturnType<typeof openOperatedShop>>;

/** A whole shop with a Temporal of its own, whose restocks can be brought into the states that operators meet. */
export async function openOperatedShop() {
  const created = await createSqliteDatabase();
  const db = openDatabase({ url: created.url, poolSize: 1 });
  const temporal = await openNamespace();
  const shop = await openShop({ db, temporal });
  await shop.startWorkers();
  await setUpTemporal(temporal.client, 3_600_000);
  await stockDonuts(db, 5);

  return {
    db,
    temporal,
    shop,
    states: restockStates(db, temporal, shop),
    async close(): Promise<void> {
      await shop.close();
      await temporal.teardown();
      await db.destroy();
      await created.drop();
    },
  };
}
