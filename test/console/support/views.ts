import type { Page } from 'playwright-core';

/** A page as it is first seen, or with what opens over it. */
export type View = {
  path: string;
  /** What is seen of it, where there are several views of one page. */
  what?: string;
  /** Brings it about, on a page that is complete. */
  until?: (page: Page) => Promise<void>;
};

/** Each with a name for its test. */
export function named(views: View[]): [name: string, View][] {
  return views.map((view) => [view.what === undefined ? view.path : `${view.path} ${view.what}`, view]);
}

export const pathOf = (sku: string) => `/console/restocks/restock-${sku}-1`;

/** Waits until there is such an element. */
export const seen = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();

/** Presses what opens something, and waits until that is there. */
export const opened =
  (selector: string, inside = 'dialog form') =>
  async (page: Page) => {
    await page.locator(selector).first().click();
    await seen(inside)(page);
  };

/** The list of keys. */
export async function keysOpened(page: Page): Promise<void> {
  await page.keyboard.press('?');
  await seen('dialog')(page);
}

/** Asks whether to do the first of the repairs of one restock, the second, and so on. */
export function repairsAsked(sku: string, ...nths: number[]): View[] {
  return nths.map((nth) => ({
    path: pathOf(sku),
    what: `before repair ${nth}`,
    until: opened(`.repairs .buttons button:nth-child(${nth})`),
  }));
}
