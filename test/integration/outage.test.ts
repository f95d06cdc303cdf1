import { rmSync } from 'node:fs';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';
import { openOperatorShell, runbookBlocks } from '../support/runbook.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { startTemporal } from '../support/temporal.ts';

const skus = Array.from({ length: 200 }, (_, index) => `donut-${index}`);
const restocks = "WorkflowType = 'RestockWorkflow'";
const failed = `${restocks} AND ExecutionStatus = 'Failed'`;
const patience = { timeout: 120_000, interval: 250 };

describe('a factory outage of 200 restocks', { timeout: 240_000 }, () => {
  const shell = openOperatorShell();
  let db: Database;
  let temporal: TestWorkflowEnvironment;
  let shop: Shop;
  let since: string;
  let drop: () => Promise<unknown>;

  beforeEach(async () => {
    const created = await createSqliteDatabase();
    drop = () => created.drop();
    db = openDatabase({ url: created.url, poolSize: 1 });
    await migrateUp(db);
    temporal = await startTemporal();
    since = new Date().toISOString();
    shop = await openShop({ db, temporal, timing: { giveUpAfter: 1, orderTimeout: 20_000 } });
    await shop.startWorkers();
    await shop.factory.setFaults([{ name: 'down' }]);
    for (const sku of skus) {
      await stockDonuts(db, 1, {}, sku);
      await shop.sell({ sku, quantity: 1, idempotencyKey: null });
    }
  });
  afterEach(async () => {
    await shop.close();
    await temporal.teardown();
    await db.destroy();
    await drop();
    rmSync(shell.home, { recursive: true });
  });

  const delivered = async () => (await db('restocks').where({ state: 'delivered' })).length;
  const countOf = async (query: string) => (await temporal.client.workflow.count(query)).count;

  it('is mended by what the runbook says to type, also if that is typed twice, and everything adds up', async () => {
    await expect.poll(() => countOf(failed), patience).toBe(200);
    await shop.factory.setFaults([]);
    const [look, mend] = runbookBlocks().filter(({ section }) => section === 'Many at once');
    const variables = { TEMPORAL_ADDRESS: temporal.address, SINCE: since };
    expect(await shell.type(look!.commands, variables)).toContain('Total: 200');
    for (let pass = 1; pass <= 2; pass++) {
      await shell.type(mend!.commands, variables);
      await expect.poll(() => countOf(restocks), patience).toBe(200 * (1 + pass));
      await expect.poll(delivered, patience).toBe(200);
      await expect.poll(() => countOf("ExecutionStatus = 'Running'"), patience).toBe(0);
      for (const sku of skus) expect(await addUp(db, sku)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
      expect(await verifyLedgers(db)).toEqual([]);
      const orders = await shop.factory.orders();
      expect(orders.map(({ accepted }) => accepted)).toEqual(skus.map(() => 1));
    }
  });
});
