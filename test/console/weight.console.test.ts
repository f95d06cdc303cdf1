import { beforeAll, expect, it } from 'vitest';
import { openWindow } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { visit } from './support/ready.ts';
import { stockSamples } from './support/sample-shop.ts';

/** Bytes on the wire of all pages in both languages. */
const most = 60_000;

describeConsole('the console', (the) => {
  beforeAll(() => stockSamples(the.db));

  it('is light, and shows the first rows after a few requests', async ({ annotate }) => {
    const { page } = await openWindow(the.browser, the.shop.url);
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname));
    await visit(page, '/console/restocks');
    const shown = await page.evaluate<number>('performance.now()');
    // The icon is asked for when the browser likes.
    const isFile = (path: string) => path.startsWith('/console/') && !/session$|\.svg$/.test(path);
    const files = [...asked].filter(isFile);
    expect(files.map((path) => path.replace(/-[\w-]{8}\./, '.')).toSorted()).toEqual([
      '/console/assets/index.css',
      '/console/assets/index.js',
      '/console/restocks',
    ]);
    expect([...asked].filter((path) => path.startsWith('/v1/')).toSorted()).toEqual([
      '/v1/events',
      '/v1/restocks',
      '/v1/restocks/counts',
      '/v1/restocks/retries',
    ]);

    const loaded = await page.evaluate<{ name: string; encodedBodySize: number }[]>(
      "performance.getEntries().filter((each) => 'encodedBodySize' in each).map((each) => each.toJSON())",
    );
    const sizes = loaded.filter(({ name }) => files.includes(new URL(name).pathname));
    expect(sizes).toHaveLength(files.length);
    const weight = sizes.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    expect(weight).toBeLessThan(most);

    const paint = await page.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
    );
    await annotate(
      `${(weight / 1000).toFixed(1)} kB in ${files.length} files; first contentful paint after ` +
        `${Math.round(paint)} ms, first rows within ${Math.round(shown)} ms`,
    );
  });
});
