import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factoryTroubles } from '../../src/factory/factory-troubles.ts';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { holdUnmatchedDelivery, receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { askAction, finishAction } from '../../src/restocking/repair/action-store.ts';
import { raiseAttention, recordFailure } from '../../src/restocking/restock-transitions.ts';
import { say } from '../../src/sentence.ts';
import { troubles } from '../../src/workflows/troubles.ts';
import { factoryId } from '../support/donuts.ts';
import type { Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { foreignWordsOn } from './support/foreign-words.ts';
import { follow } from './support/ready.ts';
import { samples, stockSamples } from './support/sample-shop.ts';
import { keysOpened, named, opened, pathOf, repairsAsked, seen, type View } from './support/views.ts';

const by = { actor: 'Kim', reason: 'The truck is late' };
const names = new Set(samples.flatMap(({ name }) => name.split(' ')));
/** What has no Korean name: a language to choose, programs, a zone, a scope, a setting, people, keys. */
const others = new Set([
  'English',
  'Restock',
  'GMT',
  'Temporal',
  'SKU',
  'operate',
  'FACTORIES',
  'Kim',
  'Lee',
  's',
  'r',
  'n',
]);
const command = new Set('npm run keys create name kim scope operate'.split(' '));

function isAllowed(word: string): boolean {
  const isId = /^(restock|unmatched|CP|FF|O|console)-/.test(word);
  return isId || names.has(word) || others.has(word) || command.has(word);
}

/** What a list hides until it is opened is read all the same. */
const views: View[] = [
  { path: '/console/', what: 'with held goods', until: seen('.held li') },
  { path: '/console/?q=없음' },
  { path: '/console/', what: 'before a replenishment', until: opened('.products button') },
  { path: '/console/restocks' },
  { path: '/console/restocks', what: 'with the keys', until: keysOpened },
  { path: '/console/restocks?sku=NOTHING' },
  { path: '/console/restocks?sku=no%20sku' },
  {
    path: '/console/restocks?attention=factory_unavailable,unexpected_delivery',
    what: 'before a retry of all',
    until: opened('.title .primary'),
  },
  { path: '/console/restocks', what: 'with what was refused', until: opened('.progress summary', '.progress .listed') },
  ...samples.map(({ sku }) => ({ path: pathOf(sku) })),
  ...repairsAsked('CP-502120', 1, 2, 3),
  { path: pathOf('CP-502140'), what: 'before a decision', until: opened('.held button') },
  { path: pathOf('NONE') },
  { path: '/console/restocks/없는 번호' },
  { path: '/console/products/CP-502102' },
  { path: '/console/products/CP-0' },
  { path: '/console/log-in' },
  { path: '/console/nowhere/at/all' },
];

describeConsole('in Korean', (the) => {
  const ko = { language: 'ko', width: 375 } as const;

  beforeAll(async () => {
    const { db } = the;
    await stockSamples(db);
    const id = (sku: string) => `restock-${sku}-1`;
    const arrival = { senderDeliveryId: 'D', quantity: 99, source: 'callback' } as const;
    await receiveDelivery(db, { ...arrival, restockId: id('CP-502140') }, 0);
    await receiveDelivery(db, { ...arrival, restockId: id('CP-502171') }, 0);
    await db('products').where({ sku: 'CP-502152' }).update({ on_hand: 999_999_999 });
    await receiveDelivery(db, { ...arrival, restockId: id('CP-502152') }, 0);
    const stray = { sku: 'CP-502180', arrivalId: 'a', quantity: 7 };
    await holdUnmatchedDelivery(db, { ...stray, claimedRestock: 'restock-LOST-1' });
    await holdUnmatchedDelivery(db, { ...stray, claimedRestock: null });
    const unreachable = say(factoryTroubles['factory-unreachable'], { factory: factoryId, cause: 'connect ETIMEDOUT' });
    await raiseAttention(db, id('CP-502101'), 'factory_unavailable', unreachable);
    await raiseAttention(db, id('CP-502102'), 'internal_error', 'deadlock found by the database');
    const late = { factory: factoryId, delivered: 0, quantity: 40, time: '2026-11-24T12:00:00.000Z' };
    await raiseAttention(db, id('CP-502120'), 'delivery_overdue', say(troubles.missing, late));
    await recordFailure(db, id('CP-502151'), 'internal_error', say(troubles['ended-outside'], { how: 'terminated' }));
    const action = await askAction(db, { ...by, kind: 'retry', restockId: id('CP-502101') });
    await finishAction(db, action, 'failed', say(troubles['temporal-away'], { cause: 'deadline exceeded' }));
    await adjustStock(db, 'CP-502102', 3, 'Found behind the oven', 'Kim');
    await adjustStock(db, 'CP-502102', 3, '선반 뒤에서 찾음', '김');
    const bulk = { ...by, name: 'bulk', filter: { sku: 'CP-502140' }, perSecond: 10 };
    await the.shop.repair.many.start(bulk);
  });

  describe('nobody reads English but what is marked as such, whatever went wrong', () => {
    let window: Window;

    beforeAll(async () => {
      window = await the.open('/console/', ko);
    });
    afterAll(() => window.close());

    it.each(named(views))('%s', async (_, { path, until }) => {
      await follow(window.page, path);
      await until?.(window.page);
      expect(await foreignWordsOn(window.page, isAllowed)).toEqual([]);
    });
  });

  it('would be found at fault', async () => {
    const window = await the.open('/console/restocks/restock-CP-502101-1', ko);
    await seen('.latest-error')(window.page);
    expect(await window.page.locator('.latest-error [lang=en]').innerText()).toBe('connect ETIMEDOUT');
    await window.page.evaluate(
      "document.querySelectorAll('[lang=en]').forEach((each) => each.removeAttribute('lang'))",
    );
    expect((await foreignWordsOn(window.page, isAllowed)).join()).toContain('connect ETIMEDOUT');
    await window.close();
  });

  describe('a refusal', () => {
    const alertIn = async ({ page }: Window) => {
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await foreignWordsOn(page, isAllowed)).toEqual([]);
      return alert.innerText();
    };
    const confirm = async ({ page }: Window, fields: Record<string, string> = {}) => {
      for (const [name, value] of Object.entries(fields)) await page.locator(`dialog [name=${name}]`).fill(value);
      await page.locator('dialog [name=reason]').fill('확인함');
      await page.locator('dialog form .buttons button:last-child').click();
    };

    it('of a repair says why', async () => {
      const window = await the.open('/console/restocks/restock-CP-502133-1', ko);
      await opened('.repairs .buttons button:nth-child(2)')(window.page);
      await the.db('restocks').where({ sku: 'CP-502133' }).update({ state: 'cancelled', open_sku: null });
      await confirm(window);
      expect(await alertIn(window)).toContain('이미 취소됨 상태라 더 할 일이 없습니다.');
      await window.close();
    });

    it('of a correction says how much there is', async () => {
      const window = await the.open('/console/products/CP-502118', ko);
      await opened('.title button:last-child')(window.page);
      await the.db('products').where({ sku: 'CP-502118' }).update({ on_hand: 0 });
      await confirm(window, { counted: '0' });
      expect(await alertIn(window)).toContain('CP-502118 재고가 0개라');
      await window.page.locator('dialog [name=counted]').fill('2000000');
      await window.page.locator('dialog form .buttons button:last-child').click();
      await expect.poll(() => window.page.getByRole('alert').innerText()).toContain('수량: 1,000,000 이하여야 합니다.');
      expect(await foreignWordsOn(window.page, isAllowed)).toEqual([]);
      await window.close();
    });
  });
});
