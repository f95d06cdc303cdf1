import { expect, it } from 'vitest';
import { findingsOn, withAxe } from './support/accessibility.ts';
import { openWindow } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';

const pages = ['/console/', '/console/restocks', '/console/log-in', '/console/nowhere/at/all'];

describeConsole('a page of the console', (the) => {
  for (const language of ['en', 'ko'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [375, 1280]) {
        it.each(pages)(`has nothing that axe finds, in ${language}, ${theme}, at ${width} px: %s`, async (path) => {
          const { page, context, complaints } = await openWindow(the.browser, the.shop.url, { language, theme, width });
          await withAxe(page);
          await page.goto(path);
          await page.locator('h1').waitFor();
          expect(await findingsOn(page)).toEqual([]);
          expect(complaints).toEqual([]);
          await context.close();
        });
      }
    }
  }
});
