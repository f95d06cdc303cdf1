import { expect, it } from 'vitest';
import { migrateDown, migrateUp, pendingMigrations } from '../../src/db/migrate.ts';
import { migrations } from '../../src/db/migrations/index.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';

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

  it('refuse stock below zero in the database itself', async () => {
    const { db } = await open();
    await stockDonuts(db, 1);
    await expect(db('products').update({ on_hand: -1 })).rejects.toThrow(/CHECK|CONSTRAINT/i);
  });
});
