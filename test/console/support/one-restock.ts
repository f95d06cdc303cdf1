import type { Page } from 'playwright-core';

type Given = { reason?: string; fields?: Record<string, string | true> };

/** What a person does on the page of one restock, by the words that are on it. */
export function onRestock(page: Page) {
  const dialog = page.getByRole('dialog');
  return {
    dialog,
    /** The sentence on top. */
    sentence: () => page.locator('.sentence').innerText(),
    buttons: () => page.locator('.repairs .buttons button').allInnerTexts(),
    button: (name: string) => page.getByRole('button', { name, exact: true }),
    /** Why an action would not help. */
    async whyNot(name: string): Promise<string> {
      const list = page.locator('.repairs details');
      await list.evaluate((element: { open?: boolean }) => (element.open = true));
      return list.locator('div', { hasText: name }).locator('dd').innerText();
    },
    async open(name: string): Promise<void> {
      await page.getByRole('button', { name, exact: true }).click();
      await dialog.waitFor();
    },
    /** Fills the dialog that is open, and confirms it. */
    async confirm(name: string, { reason = 'Because the test says so', fields = {} }: Given = {}): Promise<void> {
      for (const [label, value] of Object.entries(fields)) {
        const field = dialog.getByLabel(label);
        if (value === true) await field.check();
        else if ((await field.evaluate((element: { tagName: string }) => element.tagName)) === 'SELECT')
          await field.selectOption(value);
        else await field.fill(value);
      }
      await dialog.locator('[name=reason]').fill(reason);
      await dialog.locator('[name=actor]').fill('Kim');
      await dialog.getByRole('button', { name, exact: true }).click();
    },
    toast: () => page.locator('.toast').last().innerText(),
    timeline: () => page.locator('.timeline li > div > p:first-child').allInnerTexts(),
    /** Of several tries on end, once their list is open. */
    tries: () => page.locator('.tries li > p:first-child').allInnerTexts(),
  };
}
