import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { holdUnmatchedDelivery } from '../../src/restocking/receive-delivery.ts';
import { findingsOn, withAxe } from './support/accessibility.ts';
import { openWindow, type Look } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { stockSamples } from './support/sample-shop.ts';

const rows = (page: Page) => page.locator('.restocks tbody tr').first().waitFor();
const heading = (page: Page) => page.locator('h1').waitFor();
const press = (key: string) => async (page: Page) => {
  await rows(page);
  await page.keyboard.press(key);
  await page.locator('dialog').waitFor();
};

const opened = (button: string) => async (page: Page) => {
  await page.locator(button).first().click();
  await page.locator('dialog form').waitFor();
};

/** Each as it is first seen, and with what opens over it. */
const views: { path: string; until: (page: Page) => Promise<void> }[] = [
  { path: '/console/', until: heading },
  { path: '/console/restocks', until: rows },
  { path: '/console/restocks?state=failed&attention=factory_rejected&sku=CP-502118', until: rows },
  { path: '/console/restocks', until: press('?') },
  { path: '/console/restocks?sku=no%20sku', until: (page) => page.getByRole('alert').waitFor() },
  { path: '/console/restocks?sku=NOTHING', until: (page) => page.locator('.empty').waitFor() },
  {
    path: '/console/restocks?attention=factory_unavailable,delivery_overdue',
    async until(page) {
      await rows(page);
      await page.locator('.title .primary').click();
      await page.locator('dialog form').waitFor();
    },
  },
  { path: '/console/', until: (page) => page.locator('.held li').waitFor() },
  { path: '/console/', until: opened('.products button') },
  ...['CP-502101', 'CP-502118', 'CP-502120', 'CP-502140', 'CP-502172'].map((sku) => ({
    path: `/console/restocks/restock-${sku}-1`,
    until: (page: Page) => page.locator('.sentence').waitFor(),
  })),
  ...[1, 2, 3].map((nth) => ({
    path: '/console/restocks/restock-CP-502120-1',
    until: opened(`.repairs .buttons button:nth-child(${nth})`),
  })),
  { path: '/console/restocks/restock-CP-502101-1', until: opened('.repairs .buttons button:nth-child(2)') },
  { path: '/console/restocks/restock-CP-502101-1', until: (page) => page.locator('.repairs summary').click() },
  { path: '/console/restocks/restock-NONE-1', until: (page) => page.getByRole('alert').waitFor() },
  { path: '/console/products/CP-502101', until: (page) => page.locator('.ledger').waitFor() },
  { path: '/console/products/CP-502101', until: opened('.title button:last-child') },
  { path: '/console/log-in', until: heading },
  { path: '/console/nowhere/at/all', until: heading },
];

const looks = (['en', 'ko'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) => [375, 1280].map((width): Look => ({ language, theme, width }))),
);

describeConsole('a page of the console', (the) => {
  beforeAll(async () => {
    await stockSamples(the.db);
    const stray = { sku: 'CP-502171', claimedRestock: 'restock-LOST-1', arrivalId: 'a', quantity: 7 };
    await holdUnmatchedDelivery(the.db, stray);
  });

  it('would be found at fault', async () => {
    const { page, close } = await openWindow(the.browser, the.shop.url);
    await withAxe(page);
    await page.goto('/console/log-in');
    await heading(page);
    await page.evaluate("document.querySelector('main').append(document.createElement('input'))");
    expect((await findingsOn(page)).join()).toContain('label: ');
    await close();
  });

  describe.each(looks)('in $language, $theme, $width px wide', (look) => {
    it('has nothing that axe finds, and nothing that is wider than the window', async () => {
      const { page, close } = await openWindow(the.browser, the.shop.url, look);
      await withAxe(page);
      const findings: string[] = [];
      for (const { path, until } of views) {
        await page.goto(path);
        await until(page);
        findings.push(...(await findingsOn(page)).map((finding) => `${path}: ${finding}`));
      }
      expect(findings).toEqual([]);
      await close();
    });
  });
});
