import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { consoleFolder } from '../../scripts/launcher/console-bundle.ts';
import { root } from '../../scripts/launcher/settings.ts';
import { describeConsole } from './support/console-under-test.ts';
import { stockSamples } from './support/sample-shop.ts';

/** Bytes on the wire of all pages in both languages. */
const most = 60_000;

describeConsole('the console', (the) => {
  beforeAll(() => stockSamples(the.db));

  it('is light, and there at once', async ({ annotate }) => {
    const files = globSync(['index.html', 'assets/*.{js,css,svg}'], { cwd: join(root, consoleFolder) });
    const weights = files.map((file) => gzipSync(readFileSync(join(root, consoleFolder, file)), { level: 9 }).length);
    const weight = weights.reduce((sum, each) => sum + each, 0);
    expect(weight).toBeLessThan(most);

    const { page } = await the.open('/console/restocks');
    await page.locator('.restocks tbody tr').first().waitFor();
    const [paint, shown] = await page.evaluate<[number, number]>(
      "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, performance.now()]",
    );
    await annotate(
      `${(weight / 1000).toFixed(1)} kB gzip in ${files.length} files; first contentful paint after ` +
        `${Math.round(paint)} ms, first rows within ${Math.round(shown)} ms`,
    );
  });
});
