import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdUnmatchedDelivery } from '../../src/restocking/receive-delivery.ts';
import { findingsInAllLooks, findingsOn, withAxe } from './support/accessibility.ts';
import { openWindow, type Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { follow, visit } from './support/ready.ts';
import { stockSamples } from './support/sample-shop.ts';
import { keysOpened, named, opened, pathOf, repairsAsked, seen, type View } from './support/views.ts';

const views: View[] = [
  { path: '/console/', what: 'with held goods', until: seen('.held li') },
  { path: '/console/', what: 'before a replenishment', until: opened('.products button') },
  { path: '/console/restocks' },
  { path: '/console/restocks', what: 'with the keys', until: keysOpened },
  { path: '/console/restocks?state=failed&attention=factory_rejected&sku=CP-502118' },
  { path: '/console/restocks?sku=no%20sku' },
  { path: '/console/restocks?sku=NOTHING' },
  {
    path: '/console/restocks?attention=factory_unavailable,delivery_overdue',
    what: 'before a retry of all',
    until: opened('.title .primary'),
  },
  ...['CP-502101', 'CP-502118', 'CP-502120', 'CP-502140', 'CP-502172'].map((sku) => ({ path: pathOf(sku) })),
  ...repairsAsked('CP-502120', 1, 2, 3),
  ...repairsAsked('CP-502101', 2),
  { path: pathOf('CP-502101'), what: 'with what would not help', until: opened('.repairs summary', '.repairs dd') },
  { path: pathOf('NONE') },
  { path: '/console/products/CP-502101' },
  { path: '/console/products/CP-502101', what: 'before a correction', until: opened('.title button:last-child') },
  { path: '/console/log-in' },
  { path: '/console/nowhere/at/all' },
];

describeConsole('a page of the console', (the) => {
  beforeAll(async () => {
    await stockSamples(the.db);
    const stray = { sku: 'CP-502171', claimedRestock: 'restock-LOST-1', arrivalId: 'a', quantity: 7 };
    await holdUnmatchedDelivery(the.db, stray);
  });

  it('would be found at fault', async () => {
    const { page, close } = await openWindow(the.browser, the.shop.url);
    await withAxe(page);
    await visit(page, '/console/log-in');
    await page.evaluate("document.querySelector('main').append(document.createElement('input'))");
    expect((await findingsOn(page)).join()).toContain('label: ');
    await close();
  });

  describe.each(['en', 'ko'] as const)('in %s', (language) => {
    let window: Window;

    beforeAll(async () => {
      window = await openWindow(the.browser, the.shop.url, { language });
      await withAxe(window.page);
      await visit(window.page, '/console/');
    });
    afterAll(() => window.close());

    it.each(named(views))('has nothing that axe finds, and nothing wider than the window: %s', async (_, view) => {
      const { page } = window;
      await follow(page, view.path);
      await view.until?.(page);
      expect(await findingsInAllLooks(page, language)).toEqual([]);
    });
  });
});
