import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { holdUnmatchedDelivery } from '../../src/restocking/receive-delivery.ts';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import { stockDonuts } from '../support/donuts.ts';
import { restockStates } from '../support/restock-states.ts';
import type { Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestock } from './support/one-restock.ts';

describeConsole('the shelf', (the) => {
  let window: Window;
  let page: Page;
  let states: ReturnType<typeof restockStates>;
  let products = 0;

  beforeAll(async () => {
    await setUpTemporal(the.temporal.client, 3_600_000);
    states = restockStates(the.db, the.temporal, the.shop);
  }, 60_000);
  beforeEach(async () => {
    window = await the.open('/console/');
    page = window.page;
  });
  afterEach(() => window.close());

  async function stock(onHand: number): Promise<string> {
    products += 1;
    const sku = `SHELF-${products}`;
    await stockDonuts(the.db, onHand, { reorderPoint: 2, leadTimeSeconds: 3_600 }, sku);
    await page.reload();
    await row(sku).waitFor();
    return sku;
  }
  const row = (sku: string) => page.locator('.products tbody tr', { hasText: sku });
  const groupOf = (sku: string) =>
    page
      .locator('.group', { has: row(sku) })
      .locator('h2')
      .innerText();
  const onHandOf = async (sku: string) => (await the.db('products').where({ sku }).first())?.on_hand;
  const sell = (sku: string, quantity: number) => the.shop.sell({ sku, quantity, idempotencyKey: null });
  const confirm = async (...args: Parameters<ReturnType<typeof onRestock>['confirm']>) => {
    await onRestock(page).confirm(...args);
    await onRestock(page).dialog.waitFor({ state: 'hidden' });
  };

  it('shows what needs a person first, and leads to its restock', async () => {
    const well = await stock(50);
    const { id } = await states.rejected();
    const { sku } = await states.rowOf(id);
    await expect.poll(() => groupOf(sku)).toMatch(/^Needs a person/);
    expect(await groupOf(well)).toMatch(/^All well/);
    const groups = await page.locator('.group h2').allInnerTexts();
    expect(groups[0]).toMatch(/^Needs a person/);
    expect(await row(sku).innerText()).toContain('10 wanted, none on the way');
    await row(sku).getByRole('link', { name: 'Put right' }).click();
    await expect.poll(() => page.locator('h1').innerText()).toBe(`도넛 (${sku})`);
    expect(await page.locator('h1 + p').innerText()).toBe(id);
  });

  it('shows a sale the moment it happens, and what is ordered because of it', async () => {
    const sku = await stock(9);
    await the.shop.factory.addFaults([{ name: 'forget-callback', orders: `restock-${sku}-1` }]);
    await sell(sku, 4);
    await expect.poll(() => row(sku).locator('strong').innerText()).toBe('5');
    await sell(sku, 4);
    await expect.poll(() => row(sku).locator('.coming').innerText()).toMatch(/10 (coming|wanted)/);
    await expect.poll(() => row(sku).locator('svg').getAttribute('aria-label')).toContain('from 9 to 1');
  });

  it('finds products by name and SKU, and keeps the search in the address', async () => {
    const [one, other] = [await stock(20), await stock(20)];
    await page.getByRole('searchbox').fill(one);
    await row(other).waitFor({ state: 'detached' });
    expect(await row(one).isVisible()).toBe(true);
    await page.reload();
    await row(one).waitFor();
    expect(await row(other).count()).toBe(0);
    await page.getByRole('searchbox').fill('nothing of the kind');
    await expect
      .poll(() => page.locator('.empty').innerText())
      .toBe('Nothing on the shelf matches “nothing of the kind”.');
  });

  it('asks for a restock before it is needed', async () => {
    const sku = await stock(30);
    await the.shop.factory.addFaults([{ name: 'forget-callback', orders: `restock-${sku}-1` }]);
    await row(sku).getByRole('button', { name: 'Replenish now' }).click();
    await confirm('Replenish now', { reason: 'A rush is coming', fields: { 'Units to order': '25' } });
    await expect.poll(() => row(sku).locator('.coming').innerText()).toMatch(/25 (coming|wanted)/);
    const restock = await the.db('restocks').where({ sku }).first();
    expect(restock).toMatchObject({ quantity: 25, cause: 'person', cause_detail: 'A rush is coming' });
  });

  it('corrects stock to what was counted, and shows why in the ledger', async () => {
    const sku = await stock(30);
    await row(sku).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Correct stock' }).click();
    await confirm('Correct stock', { reason: 'Two were broken', fields: { 'Units that you counted': '28' } });
    await expect.poll(() => onHandOf(sku)).toBe(28);
    const newest = page.locator('.ledger tbody tr').first();
    await expect.poll(() => newest.innerText()).toMatch(/Correction\s+−2\s+28\s+Two were broken by Kim/);
  });

  it.each([
    ['Take in', 27],
    ['Send back', 20],
  ])('lets a person decide on goods that belong to no restock: %s', async (decision, onHand) => {
    const sku = await stock(20);
    await holdUnmatchedDelivery(the.db, { sku, claimedRestock: 'restock-LOST-1', arrivalId: sku, quantity: 7 });
    await page.reload();
    const goods = page.locator('.held li', { hasText: sku });
    await goods.getByRole('button', { name: decision }).click();
    await confirm(decision);
    await goods.waitFor({ state: 'detached' });
    await expect.poll(() => onHandOf(sku)).toBe(onHand);
  });
});
