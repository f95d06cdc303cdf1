import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import { otherFactoryId } from '../support/donuts.ts';
import { restockStates, type Given } from '../support/restock-states.ts';
import type { Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestock } from './support/one-restock.ts';
import { follow } from './support/ready.ts';

const anHour = 3_600_000;
type States = ReturnType<typeof restockStates>;
type Fields = NonNullable<Parameters<ReturnType<typeof onRestock>['confirm']>[1]>['fields'];

type Repair = {
  given: (states: States) => Promise<Given>;
  button: string;
  fields?: Fields;
  /** State and attention afterwards, and what is on the shelf, where one was there before. */
  ends: { state: string; attention?: string | null; onHand?: number };
  /** What the timeline says of it besides. */
  told?: RegExp;
};

const confirmed = { [`I have asked FF-500293: they have no order of this restock`]: true as const };

const repairs: Record<string, Repair[]> = {
  factory_unavailable: [
    { given: (the) => the.unavailable(), button: 'Retry now', ends: { state: 'delivered', onHand: 11 } },
    { given: (the) => the.gaveUp(), button: 'Retry now', ends: { state: 'delivered', onHand: 11 } },
    {
      given: (the) => the.unavailable(),
      button: 'Order from another factory',
      fields: { 'New factory': otherFactoryId, ...confirmed },
      told: new RegExp(`Ordered from ${otherFactoryId} instead of FF-500293\\.`),
      ends: { state: 'delivered', onHand: 11 },
    },
    { given: (the) => the.unavailable(), button: 'Receive by hand', ends: { state: 'delivered', onHand: 11 } },
    { given: (the) => the.unavailable(), button: 'Cancel the restock', ends: { state: 'cancelled', onHand: 1 } },
  ],
  factory_rejected: [
    { given: (the) => the.rejected(), button: 'Retry now', ends: { state: 'delivered', onHand: 11 } },
    {
      given: (the) => the.rejected(),
      button: 'Order from another factory',
      fields: { 'New factory': otherFactoryId },
      ends: { state: 'delivered', onHand: 11 },
    },
    { given: (the) => the.rejected(), button: 'Receive by hand', ends: { state: 'delivered', onHand: 11 } },
    { given: (the) => the.rejected(), button: 'Cancel the restock', ends: { state: 'cancelled', onHand: 1 } },
  ],
  delivery_overdue: [
    { given: (the) => the.overdue(), button: 'Receive by hand', ends: { state: 'delivered', onHand: 11 } },
    {
      given: (the) => the.overdue(),
      button: 'Receive by hand',
      fields: { 'Units that you counted': '4', 'Number on the delivery note': 'DN-7' },
      ends: { state: 'partially_delivered', attention: 'delivery_overdue', onHand: 5 },
    },
    {
      given: (the) => the.overdue(),
      button: 'Extend the deadline',
      told: /Expected \d+ \w+,? [\d:]{5} instead of/,
      ends: { state: 'ordered', onHand: 1 },
    },
    { given: (the) => the.partly(), button: 'Close short', ends: { state: 'delivered', onHand: 6 } },
    { given: (the) => the.overdue(), button: 'Cancel the restock', ends: { state: 'cancelled', onHand: 1 } },
  ],
  unexpected_delivery: [
    { given: (the) => the.held(), button: 'Take in', ends: { state: 'delivered', onHand: 14 } },
    { given: (the) => the.held(), button: 'Send back', ends: { state: 'delivered', onHand: 11 } },
  ],
  internal_error: [
    { given: (the) => the.terminated(), button: 'Retry now', ends: { state: 'ordered', onHand: 1 } },
    { given: (the) => the.terminated(), button: 'Receive by hand', ends: { state: 'delivered', onHand: 11 } },
    { given: (the) => the.terminated(), button: 'Cancel the restock', ends: { state: 'cancelled', onHand: 1 } },
  ],
};

describeConsole('on the page of one restock', (the) => {
  let states: States;
  let window: Window;

  beforeAll(async () => {
    await setUpTemporal(the.temporal.client, anHour);
    states = restockStates(the.db, the.temporal, the.shop);
    window = await the.open('/console/');
  }, 60_000);
  afterAll(() => window.close());

  const open = async (id: string) => {
    await follow(window.page, `/console/restocks/${id}`);
    return onRestock(window.page);
  };
  const onHandOf = async (id: string) => {
    const { sku } = await states.rowOf(id);
    return (await the.db('products').where({ sku }).first())?.on_hand;
  };

  describe.each(Object.entries(repairs))('a person puts %s right', (_, cases) => {
    it.each(cases)(
      'by "$button", then it is $ends.state',
      { timeout: 60_000 },
      async ({ given, button, fields, told, ends }) => {
        const { id } = await given(states);
        const restock = await open(id);
        await restock.open(button);
        await restock.confirm(button, { reason: 'Told by the factory', fields });
        await restock.dialog.waitFor({ state: 'hidden' });
        await expect.poll(() => states.stateOf(id)).toBe(ends.state);
        await expect.poll(() => states.attentionOf(id)).toBe(ends.attention ?? null);
        expect(await onHandOf(id)).toBe(ends.onHand);
        const record = await the.db('restock_actions').where({ restock_id: id });
        expect(record).toMatchObject([{ actor: 'Kim', reason: 'Told by the factory', outcome: 'done' }]);
        await expect.poll(() => window.page.locator('.timeline').innerText()).toContain('“Told by the factory”');
        await expect.poll(() => window.page.locator('.timeline').innerText()).toMatch(told ?? /./);
        expect(window.complaints).toEqual([]);
      },
    );
  });

  it('says what a repair will do, and does nothing without a reason', async () => {
    const { id } = await states.overdue();
    const restock = await open(id);
    await restock.open('Receive by hand');
    expect(await restock.dialog.innerText()).toContain('Of 10 ordered, 10 have not come yet.');
    await restock.confirm('Receive by hand', { reason: '   ' });
    expect(await restock.dialog.isVisible()).toBe(true);
    await restock.dialog.getByRole('button', { name: 'Counted at the dock; the factory had not told us' }).click();
    await restock.dialog.getByRole('button', { name: 'Receive by hand', exact: true }).click();
    await expect.poll(() => states.stateOf(id)).toBe('delivered');
    expect(await the.db('restock_actions').where({ restock_id: id })).toMatchObject([
      { reason: 'Counted at the dock; the factory had not told us' },
    ]);
  });

  it('receives goods once, however often the button is pressed', async () => {
    const { id } = await states.overdue();
    const restock = await open(id);
    await restock.open('Receive by hand');
    await restock.dialog.locator('[name=reason]').fill('Counted');
    const button = restock.dialog.getByRole('button', { name: 'Receive by hand', exact: true });
    await button.evaluate((element: { click: () => void }) => [1, 2, 3].forEach(() => element.click()));
    await expect.poll(() => states.stateOf(id)).toBe('delivered');
    expect(await onHandOf(id)).toBe(11);
    expect(await the.db('restock_actions').where({ restock_id: id })).toHaveLength(1);
  });

  it('tells in words what cannot be done any more, and changes nothing', async () => {
    const { id } = await states.overdue();
    const restock = await open(id);
    await restock.open('Extend the deadline');
    await the.shop.repair.cancel(id, { actor: 'Lee', reason: 'Lost' });
    await expect.poll(() => states.stateOf(id)).toBe('cancelled');
    await restock.confirm('Extend the deadline');
    const alert = restock.dialog.getByRole('alert');
    await expect.poll(() => alert.innerText()).toContain('It is cancelled already, so nothing is left to do.');
    expect(await alert.innerText()).toContain('nothing was changed');
  });

  it('keeps what was counted when it is refused', async () => {
    const { id } = await states.overdue();
    const restock = await open(id);
    await restock.open('Receive by hand');
    await restock.confirm('Receive by hand', { fields: { 'Units that you counted': '12' } });
    await restock.dialog.getByRole('alert').waitFor();
    expect(await restock.dialog.locator('[name=quantity]').inputValue()).toBe('12');
    expect(await onHandOf(id)).toBe(1);
  });

  it('offers what helps first, and says why the rest does not', async () => {
    const { id } = await states.overdue();
    const restock = await open(id);
    expect(await restock.buttons()).toEqual(['Receive by hand', 'Extend the deadline', 'Cancel the restock']);
    expect(await restock.whyNot('Retry now')).toMatch(
      /^FF-500293 has accepted the order and the goods are awaited, so/,
    );
    expect(await restock.whyNot('Close short')).toBe('Nothing has come of it yet: cancel it instead.');
  });

  it('shows a change that somebody else makes', async () => {
    const { id } = await states.ordered();
    const restock = await open(id);
    expect(await restock.sentence()).toContain('On its way: FF-500293 should bring 10 ×');
    await the.shop.repair.receive(id, { actor: 'Lee', reason: 'Counted', deliveryId: null });
    await expect.poll(() => restock.sentence()).toContain('Done at');
    expect(await restock.timeline()).toContain('Received goods by hand by Lee');
    expect(await restock.buttons()).toEqual([]);
  });

  it('leads to the run, to what it is at work on, and to the ledger', async () => {
    const { id } = await states.ordered();
    await open(id);
    const { page } = window;
    const { runId } = await states.handleOf(id).describe();
    const pending = page.getByRole('link', { name: 'Its pending activities' });
    await expect.poll(() => pending.getAttribute('href')).toMatch(`/workflows/${id}/${runId}/pending-activities`);
    await page.getByRole('link', { name: 'Stock history of the product' }).click();
    await page.getByRole('heading', { name: 'Ledger, newest first' }).waitFor();
  });

  it('can be put right by the keyboard alone', async () => {
    const { id } = await states.rejected();
    await open(id);
    const { page } = window;
    const focused = () => page.evaluate<string>('document.activeElement.innerText ?? ""');
    for (let presses = 0; (await focused()) !== 'Retry now' && presses < 30; presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Put right by telephone');
    for (let presses = 0; (await focused()) !== 'Retry now' && presses < 10; presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => states.stateOf(id)).toBe('delivered');
    expect(await the.db('restock_actions').where({ restock_id: id })).toMatchObject([
      { reason: 'Put right by telephone' },
    ]);
    await expect.poll(focused).toBe(`도넛 (${(await states.rowOf(id)).sku})`);
  });

  it('can be put right in Korean', async () => {
    const { id } = await states.overdue();
    const { page, close } = await the.open(`/console/restocks/${id}`, { language: 'ko' });
    expect(await page.locator('.sentence').innerText()).toMatch(/^지연: FF-500293 공장에서 .* 아직 오지 않았습니다\.$/);
    await page.getByRole('button', { name: '수동 입고', exact: true }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('주문한 10개 중 10개가 아직 오지 않았습니다.');
    await dialog.getByRole('button', { name: '창고에서 발견함' }).click();
    await dialog.getByRole('button', { name: '수동 입고', exact: true }).click();
    await expect.poll(() => page.locator('.sentence').innerText()).toMatch(/완료: .* 10개 모두 입고되었습니다\.$/);
    expect(await page.locator('.timeline').innerText()).toContain('“창고에서 발견함”');
    expect(await page.locator('main').innerText()).not.toMatch(/\b(the|was|shelf|of)\b/);
    await close();
  });
});
