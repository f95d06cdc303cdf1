import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as Retries from '../../src/console/pages/restocks/retries.ts';
import { openFakeBrowser, type FakeBrowser } from './support/fake-browser.ts';

const minute = 60_000;

describe('retries of many on the page', () => {
  let browser: FakeBrowser;
  let page: typeof Retries;
  let items: { name: string; finishedAt: string | null }[];

  beforeEach(async () => {
    browser = openFakeBrowser();
    items = [];
    browser.answer((path) => {
      const limit = Number(new URL(path, 'http://shop').searchParams.get('limit'));
      return { items: items.slice(0, limit), next: null };
    });
    page = await import('../../src/console/pages/restocks/retries.ts');
  });
  afterEach(() => browser.close());

  const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();
  const shown = () => page.retries.value.map(({ name }) => name);

  it('are those that run, and those that finished within ten minutes', async () => {
    items = [
      { name: 'running', finishedAt: null },
      { name: 'just over', finishedAt: ago(0) },
      { name: 'over', finishedAt: ago(9.9) },
      { name: 'long over', finishedAt: ago(10.1) },
    ];
    await page.readRetries();
    expect(shown()).toEqual(['running', 'just over', 'over']);
  });

  it('are not hidden by many that began later and are over', async () => {
    const over = Array.from({ length: 30 }, (_, n) => ({ name: `over ${n}`, finishedAt: ago(60) }));
    items = [...over, { name: 'of many', finishedAt: null }];
    await page.readRetries();
    expect(shown()).toEqual(['of many']);
  });

  it('are asked for every second while one runs, and then no more', async () => {
    items = [{ name: 'running', finishedAt: null }];
    const stop = page.followRetries();
    await browser.wait(4_500);
    expect(browser.asked.length).toBeGreaterThanOrEqual(4);
    expect(browser.asked.length).toBeLessThanOrEqual(5);
    items = [{ name: 'running', finishedAt: ago(0) }];
    await browser.wait(2_000);
    const before = browser.asked.length;
    await browser.wait(10_000);
    expect(browser.asked).toHaveLength(before);
    expect(shown()).toEqual(['running']);
    stop();
  });
});
