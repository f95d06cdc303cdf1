import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFakeBrowser, type FakeBrowser } from './support/fake-browser.ts';

type Counts = { total: number };

describe('the counters on the page of restocks', () => {
  let browser: FakeBrowser;
  let stop: () => void;

  beforeEach(async () => {
    browser = openFakeBrowser();
    browser.answer((path) =>
      path.startsWith('/v1/restocks/counts') ? { total: path.includes('sku=A') ? 3 : 50 } : {},
    );
    const { startEvents, stopEvents } = await import('../../src/console/live/events.ts');
    startEvents();
    browser.streams.at(-1)!.open();
    stop = stopEvents;
  });
  afterEach(() => {
    stop();
    browser.close();
  });

  async function counters(filter: { sku?: string }) {
    const { openCounts } = await import('../../src/console/pages/restocks/counts.ts');
    const opened = openCounts(filter);
    await browser.wait(2_500);
    browser.asked.length = 0;
    return { total: () => (opened.counts.value as Counts | null)?.total, close: opened.close };
  }

  it('take over what the API tells of all restocks where nothing is filtered, and ask for nothing', async () => {
    const { total, close } = await counters({});
    browser.streams.at(-1)!.tell('counts', { total: 51 });
    await browser.wait(5_000);
    expect([total(), browser.asked]).toEqual([51, []]);
    close();
  });

  it('stay those of one product, and are asked for again, when the API tells of all restocks', async () => {
    const { total, close } = await counters({ sku: 'A' });
    browser.streams.at(-1)!.tell('counts', { total: 51 });
    expect(total()).toBe(3);
    await browser.wait(5_000);
    expect([total(), browser.asked]).toEqual([3, ['/v1/restocks/counts?sku=A']]);
    close();
  });
});
