import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { revokeKey } from '../../src/access/key-store.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createSqliteDatabase, type TestDatabase } from '../support/create-database.ts';
import { createKey } from '../support/keys.ts';
import { describeUnless } from '../support/missing-here.ts';
import { launchBrowser, openWindow, whyNoBrowser, type Window } from './support/browser.ts';
import { stockSamples } from './support/sample-shop.ts';

describeUnless(whyNoBrowser(), 'logging in to the console', () => {
  let database: TestDatabase;
  let db: Database;
  let api: TestApi;
  let browser: Browser;
  let window: Window;

  beforeAll(async () => {
    database = await createSqliteDatabase();
    db = openDatabase({ url: database.url, poolSize: 4 });
    await stockSamples(db);
    api = await startApi(db, { env: { AUTH: 'keys' } });
    browser = await launchBrowser();
  });
  afterEach(() => window.close());
  afterAll(async () => {
    await browser.close();
    await api.close();
    await db.destroy();
    await database.drop();
  });

  async function open(path: string): Promise<Page> {
    window = await openWindow(browser, api.url);
    await window.page.clock.install();
    await window.page.goto(path);
    return window.page;
  }
  async function logIn(page: Page, key: string): Promise<void> {
    await page.getByRole('textbox', { name: /^Key/ }).fill(key);
    await page.getByRole('button', { name: 'Log in' }).click();
  }
  const pathOf = (page: Page) => new URL(page.url()).pathname;

  it('is asked for on every page, says what is wrong with a key, and leads back to where one wanted to go', async () => {
    const { text } = await createKey(db, 'kim', ['operate']);
    const page = await open('/console/restocks?state=failed');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await logIn(page, 'restock_wrong');
    expect(await page.getByRole('alert').textContent()).toContain('The key is not known');
    await logIn(page, text);
    await expect.poll(() => page.locator('.restocks tbody th .sku').allTextContents()).toEqual(['CP-502118']);
    expect(page.url()).toContain('/console/restocks?state=failed');
    await page.getByText('kim', { exact: true }).waitFor();
    await page.getByRole('button', { name: /Retry all of these/ }).waitFor();
  });

  it('leads to no page of somebody else', async () => {
    const { text } = await createKey(db, 'kim', ['read']);
    const page = await open('/console/log-in?to=//elsewhere.example/console/');
    await logIn(page, text);
    await expect.poll(() => page.url()).toBe(`${api.url}/console/`);
  });

  it('lets somebody who may only read change nothing', async () => {
    const { text } = await createKey(db, 'reader', ['read']);
    const page = await open('/console/restocks');
    await logIn(page, text);
    await page.getByText('Your key may look but not change anything.').waitFor();
    expect(await page.getByRole('button', { name: /Retry/ }).count()).toBe(0);
  });

  it('ends with a log-out', async () => {
    const { text } = await createKey(db, 'kim', ['read']);
    const page = await open('/console/');
    await logIn(page, text);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto('/console/restocks');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await window.context.cookies()).toEqual([]);
  });

  it('ends with the key, wherever one is; from then on nothing more is asked', async () => {
    const { id, text } = await createKey(db, 'kim', ['read']);
    const page = await open('/console/restocks');
    await logIn(page, text);
    await page.locator('.restocks').waitFor();
    await revokeKey(db, id);
    await expect.poll(() => pathOf(page), { timeout: 20_000 }).toBe('/console/log-in');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.url().includes('/assets/')) asked.push(request.url());
    });
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
  });
});
