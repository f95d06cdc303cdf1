import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { stockDonuts } from '../support/donuts.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { openWindow, type Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestocks } from './support/restocks-page.ts';
import { samples, stockSamples } from './support/sample-shop.ts';

const patience = { timeout: 60_000 };

describeConsole('the live connection', (the) => {
  let way: Awaited<ReturnType<typeof startTcpProxy>>;
  let window: Window;
  let asked: string[];
  let sold = 0;

  beforeAll(() => stockSamples(the.db));
  beforeEach(async () => {
    way = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(the.shop.url).port) });
    window = await openWindow(the.browser, `http://127.0.0.1:${way.port}`);
    asked = [];
    window.page.on('request', (request) => asked.push(request.url()));
  });
  afterEach(async () => {
    await window.context.close();
    await way.close();
  });

  const listsRead = () => asked.filter((url) => url.includes('/v1/restocks?')).length;
  const light = () => window.page.locator('.top .light').textContent();
  const skus = () => onRestocks(window.page).skus();
  const fresh = () => window.page.locator('[data-shortcut="new"]').textContent();

  async function sell(): Promise<void> {
    const sku = `SOLD-${(sold += 1)}`;
    await stockDonuts(the.db, 1, {}, sku);
    await the.shop.sell({ sku, quantity: 1, idempotencyKey: null });
  }

  it('tells what changes without being asked', async () => {
    await window.page.goto('/console/restocks');
    await expect.poll(light).toBe('Live');
    await expect.poll(async () => (await skus()).length).toBeGreaterThanOrEqual(samples.length);
    // As the page is loaded, and once more as the stream begins.
    await expect.poll(listsRead).toBe(2);
    await sell();
    await expect.poll(fresh).toContain('new — show');
    expect(listsRead()).toBe(2);
  });

  it('says since when nothing is known, keeps what is shown, and catches up when it is back', patience, async () => {
    await window.page.goto('/console/restocks');
    await expect.poll(light).toBe('Live');
    await window.page.locator('.restocks').waitFor();
    const before = await skus();
    way.interrupt();
    // Browsers notice a dead network card at once, and say so; a dead way somewhere else only we do, in time.
    await window.context.setOffline(true);
    await window.page.evaluate("dispatchEvent(new Event('online'))");
    await expect.poll(light, patience).toMatch(/^No connection; as of \d\d:\d\d$/);
    await sell();
    expect(await skus()).toEqual(before);
    way.mend();
    await window.context.setOffline(false);
    await expect.poll(light, patience).toBe('Live');
    await expect.poll(fresh, patience).toContain('new — show');
  });

  it('is replaced by asking every five seconds where there is none', patience, async () => {
    await window.page.route('**/v1/events*', (route) => route.fulfill({ status: 503 }));
    await window.page.goto('/console/restocks');
    await expect.poll(light, patience).toBe('Every 5 s');
    await sell();
    await expect.poll(fresh, patience).toContain('new — show');
  });
});
