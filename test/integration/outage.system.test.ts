import { rmSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { addUp, stockDonuts } from '../support/donuts.ts';
import { describeUnless } from '../support/missing-here.ts';
import { openOperatorShell, runbookBlocks } from '../support/runbook.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { freePort } from '../support/process.ts';
import { startTemporalServer, type TestTemporal } from '../support/temporal.ts';
import { launchBrowser, whyNoBrowser } from '../console/support/browser.ts';

/** More than a page of the Web UI, which is 100. */
const count = 110;
const skus = Array.from({ length: count }, (_, index) => `donut-${index}`);
const restocks = "WorkflowType = 'RestockWorkflow'";
const failed = `${restocks} AND ExecutionStatus = 'Failed'`;
const mended = { onHand: 10, sold: 1, delivered: 10 };
const patience = { timeout: 240_000, interval: 250 };

describe(`a factory outage of ${count} restocks`, { timeout: 480_000 }, () => {
  const shell = openOperatorShell();
  let db: Database;
  let temporal: TestTemporal;
  let shop: Shop;
  let since: string;
  let uiPort: number;
  let browser: Browser | undefined;
  let drop: () => Promise<unknown>;

  beforeEach(async () => {
    const created = await createSqliteDatabase();
    drop = () => created.drop();
    db = openDatabase({ url: created.url, poolSize: 1 });
    uiPort = await freePort();
    temporal = await startTemporalServer({ uiPort });
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
    await browser?.close();
    await shop.close();
    await temporal.teardown();
    await db.destroy();
    await drop();
  });
  afterAll(() => rmSync(shell.home, { recursive: true }));

  const delivered = async () => (await db('restocks').where({ state: 'delivered' })).length;
  /** What the ledgers come to, what the factory accepted, and where stock and ledger differ. */
  const books = async () => ({
    shelves: await Promise.all(skus.map((sku) => addUp(db, sku))),
    orders: (await shop.factory.orders()).map(({ accepted }) => accepted),
    differences: await verifyLedgers(db),
  });
  const countOf = async (query: string) => (await temporal.client.workflow.count(query)).count;

  it('is mended by what the runbook says to type, also if that is typed twice, and everything adds up', async () => {
    await expect.poll(() => countOf(failed), patience).toBe(count);
    await shop.factory.setFaults([]);
    const [look, mend] = runbookBlocks().filter(({ section }) => section === 'Many at once');
    const variables = { TEMPORAL_ADDRESS: temporal.address, SINCE: since };
    expect(await shell.type(look!.commands, variables)).toContain(`Total: ${count}`);
    for (let pass = 1; pass <= 2; pass++) {
      await shell.type(mend!.commands, variables);
      await expect.poll(() => countOf(restocks), patience).toBe(count * (1 + pass));
      await expect.poll(delivered, patience).toBe(count);
      await expect.poll(() => countOf("ExecutionStatus = 'Running'"), patience).toBe(0);
      expect(await books()).toEqual({ shelves: skus.map(() => mended), orders: skus.map(() => 1), differences: [] });
    }
  });

  describeUnless(whyNoBrowser(), 'in a browser', () => {
    it('is mended by what the runbook says to press in the Web UI', async () => {
      await expect.poll(() => countOf(failed), patience).toBe(count);
      await shop.factory.setFaults([]);
      browser = await launchBrowser();
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await page.goto(`http://127.0.0.1:${uiPort}/namespaces/default/workflows`);
      await page.getByTestId('toggle-manual-query').click();
      const field = page.locator('input[type=search], input[placeholder*="uery"]').first();
      await field.fill(`${failed} AND CloseTime > '${since}'`);
      await field.press('Enter');
      await page.getByText(`${count} Workflows`).waitFor();
      await page.locator('thead input[type=checkbox]').first().click({ force: true });
      await page.getByText(`select all ${count} workflows`).click();
      await page.getByRole('button', { name: 'Reset', exact: true }).first().click();
      const dialog = page.getByRole('dialog').filter({ hasText: 'Reset Workflows', visible: true });
      await dialog.getByLabel('Reason').fill('Outage of Tuesday');
      await dialog.getByText('First Workflow task').click();
      const begun = page.waitForResponse(/batch-operations/);
      await dialog.getByRole('button', { name: 'Reset' }).click();
      expect((await begun).status()).toBe(200);
      // The page would draw the list again and again meanwhile.
      await page.close();
      await expect.poll(delivered, patience).toBe(count);
      expect(await books()).toEqual({ shelves: skus.map(() => mended), orders: skus.map(() => 1), differences: [] });
    });
  });
});
