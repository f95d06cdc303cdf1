import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { databaseTime } from '../../src/db/clock.ts';
import { openWindow } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestocks } from './support/restocks-page.ts';
import { skuOf, stockMany } from './support/sample-shop.ts';

const patience = 120_000;
const restocks = 10_000;
const changesPerSecond = 1_000;
const seconds = 10;
/** Requests of the page in a second: a few for each click, and each part of it again once in a second or two. */
const mostAsked = 5;

/** Notes how long the page was busy at a time: whoever clicks or types waits as long. */
const watchTasks = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true });
`;

describeConsole('ten thousand restocks and a thousand changes a second', (the) => {
  beforeAll(() => stockMany(the.db, restocks), patience);

  it('neither freeze the page nor make it large', { timeout: patience }, async ({ annotate }) => {
    const { page, complaints } = await openWindow(the.browser, the.shop.url);
    await page.addInitScript(watchTasks);
    await page.goto('/console/restocks');
    const mine = onRestocks(page);
    await expect.poll(async () => (await mine.skus()).length).toBe(50);
    const before = await mine.skus();
    // Every other one is in flight.
    const inFlight = Array.from({ length: 50 }, (_, index) => skuOf(2 * index));
    // It would notice. A task of the page itself: what is evaluated from outside does not always count as one.
    await page.evaluate('void setTimeout(() => { for (const end = Date.now() + 120; Date.now() < end;); })');
    await expect.poll(() => page.evaluate<number>('tasks.length')).toBeGreaterThan(0);
    await page.evaluate('tasks.length = 0');

    let asked = 0;
    page.on('request', (request) => (asked += request.url().includes('/v1/') ? 1 : 0));
    const began = performance.now();
    const storm = changeMany();
    const waits: number[] = [];
    for (const [name, query, skus] of [
      ['In flight', '?state=requested,ordered,partially_delivered', inFlight],
      ['Failed', '?state=failed', []],
      ['All', '', before],
    ] as const) {
      const clicked = performance.now();
      await mine.counter(name).click();
      await expect.poll(mine.query).toBe(query);
      await expect.poll(mine.skus).toEqual(skus);
      waits.push(performance.now() - clicked);
      await delay(1_000);
    }
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(async () => (await mine.skus()).length).toBe(100);
    const changed = await storm;
    const tasks = await page.evaluate<number[]>('tasks');
    const elapsed = performance.now() - began;
    // However slow the machine, the page is free for a person most of the time,
    expect(tasks.reduce((sum, task) => sum + task, 0) / elapsed).toBeLessThan(0.5);
    // and it asks by the clock, not by the changes.
    expect(asked / (elapsed / 1_000)).toBeLessThan(mostAsked);

    const rows = await page.evaluate<number>("document.querySelectorAll('.restocks tbody tr').length");
    expect(rows).toBe(100);
    expect((await mine.skus()).slice(0, 50)).toEqual(before);
    for (const sku of before.slice(0, 5)) {
      const { delivered } = (await the.db('restocks').where({ sku }).first())!;
      await expect
        .poll(() => mine.row(sku).locator('.goods').textContent())
        .toContain(`${delivered.toLocaleString('en-GB')} of`);
    }
    for (const more of [150, 200, 250, 300, 350, 400, 50]) {
      await page.getByRole('button', { name: 'Load more' }).click();
      await expect.poll(async () => (await mine.skus()).length).toBe(more);
    }
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await expect.poll(mine.skus).toEqual(before);
    expect(complaints).toEqual([]);
    await annotate(
      `${changed} changes in ${seconds} s among ${restocks} restocks: longest task of the page ` +
        `${Math.round(Math.max(0, ...tasks))} ms (${tasks.length} over 50 ms); ` +
        `clicks were answered after ${waits.map((wait) => Math.round(wait)).join(', ')} ms`,
    );
  });

  /** Changes some all over the list, the newest among them, as steadily as the machine lets it. */
  async function changeMany(): Promise<number> {
    const end = Date.now() + seconds * 1_000;
    const batch = changesPerSecond / 20;
    const ids = (await the.db('restocks').orderBy('requested_at', 'desc').select('id')).map(({ id }) => id);
    let changed = 0;
    while (Date.now() < end) {
      const began = Date.now();
      const chosen = Array.from({ length: batch }, (_, index) =>
        index < 5 ? ids[index]! : ids[(changed * 37 + index * 613) % ids.length]!,
      );
      await the
        .db('restocks')
        .whereIn('id', chosen)
        .update({
          delivered: the.db.raw('delivered + 1'),
          version: the.db.raw('version + 1'),
          changed_at: databaseTime(the.db),
        });
      changed += new Set(chosen).size;
      await delay(Math.max(0, began + 50 - Date.now()));
    }
    return changed;
  }
});
