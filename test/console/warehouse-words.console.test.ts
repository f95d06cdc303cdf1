import { afterEach, beforeAll, expect, it } from 'vitest';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import { restockStates } from '../support/restock-states.ts';
import type { Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestock } from './support/one-restock.ts';
import { visit } from './support/ready.ts';

describeConsole('for the people of the warehouse', (the) => {
  let states: ReturnType<typeof restockStates>;
  let window: Window;

  beforeAll(async () => {
    await setUpTemporal(the.temporal.client, 3_600_000);
    states = restockStates(the.db, the.temporal, the.shop);
  });
  afterEach(() => window.close());

  const open = async (id: string, look = {}) => {
    window = await the.open(`/console/restocks/${id}`, look);
    return onRestock(window.page);
  };

  it('names the product wherever somebody decides, and the SKU with it', async () => {
    const { id } = await states.overdue();
    const { sku } = await states.rowOf(id);
    const product = `도넛 (${sku})`;
    const restock = await open(id);
    expect(await window.page.locator('h1').innerText()).toBe(product);
    expect(await restock.sentence()).toContain(`10 × ${product}`);
    expect(await window.page.locator('.facts').innerText()).toContain('도넛');
    await restock.open('Receive by hand');
    expect(await restock.dialog.innerText()).toContain(`on the shelf of ${product}`);
    await restock.confirm('Receive by hand');
    await expect.poll(() => restock.toast()).toContain(product);
  });

  it('names the product of goods that wait for a decision', async () => {
    const { id } = await states.held();
    const { sku } = await states.rowOf(id);
    const restock = await open(id);
    const held = await window.page.locator('.held li').innerText();
    expect(held).toContain(`× 도넛 (${sku})`);
    expect(held).not.toContain('callback');
    await restock.open('Send back');
    expect(await restock.dialog.innerText()).toContain(`× 도넛 (${sku})`);
  });

  it('offers reasons that fit what is wrong', async () => {
    const { id } = await states.rejected();
    const restock = await open(id);
    const usual = () => restock.dialog.locator('.usual button').allInnerTexts();
    await restock.open('Retry now');
    expect(await usual()).toEqual(['Put right with the factory']);
    await window.page.keyboard.press('Escape');
    await restock.open('Cancel the restock');
    expect(await usual()).toEqual(['They stopped making it', 'No longer needed']);
  });

  it('hints at what is offered when goods are late', async () => {
    const none = await open((await states.overdue()).id);
    const hint = () => window.page.locator('.standing').innerText();
    expect(await hint()).toContain('if they never come, cancel the restock.');
    expect(await none.buttons()).not.toContain('Close short');
  });

  it.each([
    { language: 'en', button: 'Receive by hand', hint: 'May stay empty. Then', who: 'by somebody without a name' },
    { language: 'ko', button: '수동 입고', hint: '비워 두어도 됩니다. 그러면', who: '담당: 이름 없음' },
  ] as const)('a person need not give a name ($language)', async ({ language, button, hint, who }) => {
    const { id } = await states.overdue();
    const restock = await open(id, { language });
    await restock.open(button);
    expect(await restock.dialog.innerText()).toContain(hint);
    await restock.dialog.locator('[name=reason]').fill('1');
    await restock.dialog.getByRole('button', { name: button, exact: true }).click();
    await expect.poll(() => window.page.locator('.timeline').innerText()).toContain(who);
    expect(await window.page.locator('.timeline').innerText()).not.toMatch(/by somebody$/m);
  });

  it.each(['en', 'ko'] as const)('writes every time of day by one clock (%s)', async (language) => {
    const { id } = await states.overdue();
    await open(id, { language });
    const context = await the.browser.newContext({
      baseURL: the.shop.url,
      locale: language === 'ko' ? 'ko-KR' : 'en-US',
    });
    const page = await context.newPage();
    await visit(page, `/console/restocks/${id}`);
    const titles = await page.locator('time').evaluateAll((all: { title: string }[]) => all.map(({ title }) => title));
    const text = [await page.locator('main').innerText(), ...titles].join('\n');
    expect(text).toMatch(/\d\d:\d\d/);
    expect(text).not.toMatch(/\d (AM|PM)|오전|오후/i);
    await context.close();
  });
});
