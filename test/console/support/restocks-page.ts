import type { Page } from 'playwright-core';

/** The page of restocks as a person sees it. */
export function onRestocks(page: Page) {
  return {
    /** SKUs of the rows, from top to bottom. */
    skus: () => page.locator('.restocks tbody th .sku').allTextContents(),
    row: (sku: string) =>
      page.locator('.restocks tbody tr').filter({ has: page.locator('th .sku').getByText(sku, { exact: true }) }),
    counter: (name: string) => page.locator('a.counter', { hasText: name }),
    /** Adds a counter to the filter, and waits until it is marked: the next one leads to both only then. */
    async choose(name: string): Promise<void> {
      await page.locator('a.counter', { hasText: name }).click();
      await page.locator('a.counter[aria-current=true]', { hasText: name }).waitFor();
    },
    /** The number of a counter. */
    count: async (name: string) =>
      Number(await page.locator('a.counter', { hasText: name }).locator('.number').textContent()),
    query: () => new URL(page.url()).search,
    retryAll: () => page.getByRole('button', { name: /Retry all of these/ }).click(),
    dialog: page.getByRole('dialog'),
  };
}
