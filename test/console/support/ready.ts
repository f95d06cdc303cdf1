import type { Page } from 'playwright-core';

/**
 * Waits until the page is complete: it has its heading, and nothing on it says that it is still loading.
 * Tests that read a page as a whole wait for this first.
 */
async function ready(page: Page): Promise<void> {
  await page.locator('main:has(h1):not(:has(.loading, [aria-busy=true]))').waitFor();
}

/** Loads a page, and waits until it is complete. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await ready(page);
}

/** Leads to another page of the console without loading it anew, as a link does. */
export async function follow(page: Page, path: string): Promise<void> {
  const dialog = page.locator('dialog');
  if ((await dialog.count()) > 0) {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new Event('popstate'))`);
  await ready(page);
}
