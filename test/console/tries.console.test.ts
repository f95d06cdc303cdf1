import { afterEach, expect, it } from 'vitest';
import { beginTry, endTry } from '../../src/restocking/order-tries.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { keptTries, type TryEnd } from '../../src/restocking/restock-tries.ts';
import { factoryId, otherFactoryId, quickTiming, stockDonuts } from '../support/donuts.ts';
import { findingsInAllLooks, withAxe } from './support/accessibility.ts';
import type { Look, Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestock } from './support/one-restock.ts';
import { visit } from './support/ready.ts';
import { opened } from './support/views.ts';

const anHour = 3_600_000;
const kim = { actor: 'Kim', reason: 'a test' };

describeConsole(
  'the tries on the page of one restock',
  (the) => {
    let products = 0;
    let window: Window;
    afterEach(() => window.close());

    const open = async (id: string, look: Look = {}) => {
      window = await the.open(`/console/restocks/${id}`, look);
      return onRestock(window.page);
    };
    const listOf = () => window.page.locator('.timeline details');

    /** Ordered by workers, at a factory with these faults. */
    const sellOut = async (faults: Parameters<typeof the.shop.factory.setFaults>[0]) => {
      const sku = `SOLD-${++products}`;
      await the.shop.factory.setFaults(faults);
      await stockDonuts(the.db, 1, {}, sku);
      await the.shop.sell({ sku, quantity: 1, idempotencyKey: null });
      return `restock-${sku}-1`;
    };
    const stateOf = async (id: string) => (await the.db('restocks').where({ id }).first())?.state;

    /** Asked for by nobody but the test. */
    const request = async () => {
      const sku = `ASKED-${++products}`;
      await stockDonuts(the.db, 1, {}, sku);
      const cause = { kind: 'person', detail: 'a test' } as const;
      await requestRestock(the.db, sku, { cause, timing: { ...quickTiming, orderTimeout: anHour } });
      return `restock-${sku}-1`;
    };
    const end: TryEnd = { answer: 'unavailable', isDoubtful: true };
    const fail = async (id: string, count: number, runId = 'run-1') => {
      for (let made = 0; made < count; made++) {
        const { orderTries: number } = await beginTry(the.db, id, runId);
        await endTry(the.db, id, number, { ...end, error: `Error ${number}`, nextTryAt: null });
      }
    };

    it('are told one by one, with what came of each and why', async () => {
      const id = await sellOut([
        { name: 'rate-limited', retryAfterSeconds: 0, times: 1 },
        { name: 'drop-reply', times: 1 },
      ]);
      await expect.poll(() => stateOf(id)).toBe('delivered');
      const restock = await open(id);
      const told = await restock.timeline();
      expect(told.filter((text) => text.startsWith('Try'))).toEqual([
        `Try 3 at ${factoryId}: accepted`,
        `Try 2 at ${factoryId}: without answer`,
        `Try 1 at ${factoryId}: not taken`,
      ]);
      const said = await window.page.locator('.timeline .said').allInnerTexts();
      expect(said).toEqual([
        expect.stringContaining('closed the connection without an answer'),
        expect.stringContaining('answered 429'),
      ]);
    });

    it('are told apart by factory, and from what people did in between', async () => {
      const id = await sellOut([{ name: 'refuse', status: 451 }]);
      await expect.poll(() => stateOf(id)).toBe('failed');
      await the.shop.repair.changeFactory(id, { ...kim, factoryId: otherFactoryId, confirmed: true });
      await expect.poll(() => stateOf(id)).toBe('delivered');
      const restock = await open(id, { language: 'ko' });
      expect(await restock.timeline()).toEqual(
        expect.arrayContaining([
          `${otherFactoryId} 공장에 2번째 시도: 접수됨`,
          `${factoryId} 공장에 1번째 시도: 최종 거절됨`,
        ]),
      );
    });

    it('are one entry where there are many on end, with a list of those that are kept', async () => {
      const id = await request();
      const count = 100;
      await fail(id, count);
      const restock = await open(id);
      expect((await restock.timeline())[0]).toBe(`Tries 1 to 100 at ${factoryId}, the latest not confirmed`);
      expect(await restock.tries()).toEqual(Array.from({ length: 31 }, () => ''));
      await window.page.getByText('Each try (30)').click();
      const numbers = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);
      const told = (number: number) => `Try ${number}: not confirmed`;
      const { first, latest } = keptTries;
      expect(await restock.tries()).toEqual([
        ...numbers(count, count - latest + 1).map(told),
        'Tries 11 to 80 are counted, but not kept',
        ...numbers(first, 1).map(told),
      ]);
      expect(await window.page.locator('.tries .said').first().innerText()).toBe('Error 100');
      expect(await window.page.locator('.facts').innerText()).toMatch(/Tries\s*100/);
    });

    it('stay open to somebody who reads them, while others are made', async () => {
      const id = await request();
      await fail(id, 40);
      const restock = await open(id);
      await window.page.getByText('Each try (30)').click();
      await fail(id, 1);
      await beginTry(the.db, id, 'run-1');
      await expect.poll(async () => (await restock.tries())[0]).toBe('Try 42: being asked');
      expect(await listOf().getAttribute('open')).not.toBeNull();
      expect((await restock.tries())[1]).toBe('Try 41: not confirmed');
    });

    it('of another run right after are told apart', async () => {
      const id = await request();
      await fail(id, 4);
      await fail(id, 2, 'run-2');
      const restock = await open(id);
      expect((await restock.timeline()).slice(0, 3)).toEqual([
        `Try 6 at ${factoryId}: not confirmed`,
        `Try 5 at ${factoryId} after it was started again: not confirmed`,
        `Tries 1 to 4 at ${factoryId}, the latest not confirmed`,
      ]);
    });

    it('say how long the factory took, where that is long', async () => {
      const id = await request();
      await fail(id, 1);
      const { began_at: began } = (await the.db('restock_tries').where({ restock_id: id }).first())!;
      await the
        .db('restock_tries')
        .where({ restock_id: id })
        .update({ ended_at: Number(began) + 20_000 });
      const restock = await open(id);
      expect(await restock.timeline()).toContain(`Try 1 at ${factoryId}: not confirmed after 20 s`);
    });

    it.each(['en', 'ko'] as const)(
      'have nothing that axe finds, and are no wider than the window (%s)',
      async (language) => {
        const id = await request();
        await fail(id, 60);
        await beginTry(the.db, id, 'run-1');
        await open(id, { language });
        await withAxe(window.page);
        await visit(window.page, `/console/restocks/${id}`);
        await opened('.timeline details summary', '.tries li')(window.page);
        expect(await findingsInAllLooks(window.page, language)).toEqual([]);
      },
    );
  },
  { timing: { orderTries: 6, orderRoundInterval: anHour } },
);
