import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stockDonuts } from '../support/donuts.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestocks } from './support/restocks-page.ts';
import { stockSamples } from './support/sample-shop.ts';

const patience = { timeout: 240_000 };
const anHour = 3_600_000;

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
/** More than a page shows, and more than are retried in one go. */
const count = 60;
/** The factory has refused these before it went down, and does not answer for the others. */
const rejected = named('REFUSED', Math.floor(count / 4));
const unavailable = named('AWAY', count - rejected.length);
const all = [...unavailable, ...rejected];

/** Nothing is wrong with the order of this one, so a retry would not help it. */
const overdue = { sku: 'LATE', name: 'Late', state: 'ordered', attention: 'delivery_overdue', age: 200 } as const;
/** Not meant by the filter. */
const other = { sku: 'OTHER', name: 'Other', state: 'failed', attention: 'internal_error', age: 90 } as const;

describeConsole(
  `an outage of a factory that ${count} restocks met`,
  (the) => {
    let first: Page;
    let second: Page;

    beforeAll(async () => {
      await stockSamples(the.db, [overdue, other]);
      await the.shop.factory.setFaults([{ name: 'refuse', orders: 'restock-REFUSED' }, { name: 'down' }]);
      for (const sku of all) {
        await stockDonuts(the.db, 1, {}, sku);
        await the.shop.sell({ sku, quantity: 1, idempotencyKey: null });
      }
      first = (await the.open('/console/restocks')).page;
      second = (await the.open('/console/restocks', { language: 'ko', theme: 'dark' })).page;
    }, patience.timeout);
    afterAll(() => the.shop.factory.setFaults([]));

    it('is seen, counted, mended from one window, and watched live in another', patience, async () => {
      const mine = onRestocks(first);
      const theirs = onRestocks(second);
      await expect.poll(() => mine.count('Factory does not answer'), patience).toBe(unavailable.length);
      await expect.poll(() => mine.count('Factory refused'), patience).toBe(rejected.length);
      await expect.poll(() => theirs.count('공장 응답 없음'), patience).toBe(unavailable.length);
      await the.shop.factory.setFaults([]);

      for (const name of ['Factory does not answer', 'Factory refused', 'Delivery overdue']) await mine.choose(name);
      await mine.retryAll();
      await mine.dialog.getByText(`${count} restocks will be tried again:`).waitFor();
      await mine.dialog.getByText('1 restock cannot be retried, and why:').waitFor();
      expect(await mine.dialog.getByRole('listitem').filter({ hasText: 'restock-LATE-1' }).textContent()).toContain(
        'has accepted the order',
      );
      expect(await the.db('bulk_retries')).toEqual([]);

      await mine.dialog.getByLabel('Why?').fill('the factory is back');
      await mine.dialog.getByLabel('Your name').fill('Kim');
      await mine.dialog.getByLabel('How many a second').selectOption('50');
      await mine.dialog.getByRole('button', { name: `Retry ${count} restocks` }).click();
      await first.getByText(`Retrying ${count} restocks.`).waitFor();
      expect(await the.db('bulk_retries').select('actor', 'per_second')).toEqual([{ actor: 'Kim', per_second: 50 }]);

      const progress = second.getByRole('region', { name: '일괄 재시도' });
      await progress.getByText('Kim 님이 재시도 중: the factory is back').waitFor();
      await progress.getByText('남은 것').waitFor();
      await progress.getByText(`${count + 1}건 중 ${count + 1}건 처리`).waitFor(patience);
      await first.getByText(`${count + 1} of ${count + 1} done`).waitFor(patience);
      await first.getByText('1 could not be retried').click();
      await first.getByRole('listitem').filter({ hasText: 'has accepted the order' }).waitFor();

      for (const name of ['공장 응답 없음', '공장이 거절'])
        await expect.poll(() => theirs.count(name), patience).toBe(0);
      await expect.poll(() => theirs.count('전체'), patience).toBe(count + 2);
      const skusIn = async (state: string) =>
        (await the.db('restocks').where({ state }).orderBy('sku')).map(({ sku }) => sku);
      await expect.poll(() => skusIn('delivered'), patience).toEqual(all.toSorted());
      expect(await skusIn('failed')).toEqual(['OTHER']);
      expect((await the.shop.factory.orders()).map(({ accepted }) => accepted)).toEqual(all.map(() => 1));
      expect(await the.db('restock_actions').whereNot({ actor: 'Kim' })).toEqual([]);
    });
  },
  { timing: { orderTries: 2, orderRoundInterval: anHour } },
);
