import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase, type Database } from '../../../src/db/database.ts';
import { createSqliteDatabase } from '../../support/create-database.ts';
import { describeUnless } from '../../support/missing-here.ts';
import { openShop, type Shop } from '../../support/shop.ts';
import { openNamespace } from '../../support/namespace.ts';
import type { TestTemporal } from '../../support/temporal.ts';
import { launchBrowser, openWindow, whyNoBrowser, type Look, type Window } from './browser.ts';
import { visit } from './ready.ts';

const missing = whyNoBrowser();

export type ConsoleUnderTest = {
  db: Database;
  temporal: TestTemporal;
  shop: Shop;
  browser: Browser;
  /** A new window of another person, with a page that is complete. */
  open: (path: string, look?: Look) => Promise<Window>;
};

type ShopOptions = Omit<Parameters<typeof openShop>[0], 'db' | 'temporal'>;

/** Tests the console in a real browser, against a whole shop. Skipped where there is no browser. */
export function describeConsole(name: string, tests: (the: ConsoleUnderTest) => void, options: ShopOptions = {}): void {
  describeUnless(missing, name, () => {
    const the = {} as ConsoleUnderTest;
    const closing: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      const database = await createSqliteDatabase();
      const db = openDatabase({ url: database.url, poolSize: 8 });
      closing.push(
        () => database.drop(),
        () => db.destroy(),
      );
      const temporal = await openNamespace();
      closing.push(() => temporal.teardown());
      const shop = await openShop({ db, temporal, ...options });
      closing.push(() => shop.close());
      await shop.startWorkers();
      const browser = await launchBrowser();
      closing.push(() => browser.close());
      const open = async (path: string, look?: Look) => {
        const window = await openWindow(browser, shop.url, look);
        await visit(window.page, path);
        return window;
      };
      Object.assign(the, { db, temporal, shop, browser, open });
    });
    afterAll(async () => {
      for (const close of closing.toReversed()) await close();
    });
    tests(the);
  });
}
