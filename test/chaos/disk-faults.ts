import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { isDatabaseAway } from '../../src/db/transaction.ts';
import type { Fault } from './faults.ts';

/** MySQL's error for a table that finds no room to grow. */
const noRoom = 1114;

/** Rows that belong to no product and take up room in the table of purchases. */
function createBallast(db: Database) {
  const sku = `ballast-${randomUUID()}`;
  let sequence = 0;
  const row = () => ({
    id: randomUUID(),
    sku,
    sequence: ++sequence,
    quantity: 1,
    on_hand: 0,
    idempotency_key: `${sku}-${sequence}`,
    purchased_at: new Date(),
  });
  const insert = (count: number) => db('purchases').insert(Array.from({ length: count }, row));
  return {
    /** Uses up whole free extents, which a full disk would leave to the table. */
    async insertMany(): Promise<void> {
      const table = { table_schema: 'restock', table_name: 'purchases' };
      for (;;) {
        const [state] = (await db('information_schema.tables').where(table).select({ free: 'data_free' })) as {
          free: number;
        }[];
        if (!state || state.free === 0) return;
        await insert(500);
      }
    },
    /** Uses up the last pages. MariaDB 10.11 may abort on a full disk, above all where it rolls back many rows. */
    async insertUntilFull(): Promise<void> {
      try {
        for (;;) await insert(1);
      } catch (error) {
        if ((error as { errno?: number }).errno !== noRoom && !isDatabaseAway(error)) throw error;
      }
    },
    remove: () => db('purchases').where({ sku }).delete(),
  };
}

export const diskFaults: Record<string, Fault> = {
  'disk-full': async ({ db, disk, database }, { random }) => {
    if (!disk) throw new Error('The fault disk-full needs a system with a small disk.');
    const ballast = createBallast(db);
    await ballast.insertMany();
    disk.fill();
    try {
      await ballast.insertUntilFull();
      await delay(500 + random() * 1_500);
    } finally {
      disk.free();
    }
    // A server that did not survive it is started again, as anywhere.
    if (!database.isRunning) await database.start();
    await ballast.remove();
  },
  // What a failover or a full replica does; the judge's own user may still write.
  'read-only': async ({ db }, { random }) => {
    await delay(random() * 300);
    await db.raw('SET GLOBAL read_only = ON');
    await delay(300 + random() * 1_700);
    await db.raw('SET GLOBAL read_only = OFF');
  },
};
