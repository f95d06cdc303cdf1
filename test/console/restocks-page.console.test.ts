import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RestockRow } from '../../src/db/rows.ts';
import { updateRestock } from '../../src/restocking/restock-attention.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { factoryId, otherFactoryId, stockDonuts } from '../support/donuts.ts';
import type { Window } from './support/browser.ts';
import { describeConsole } from './support/console-under-test.ts';
import { onRestocks } from './support/restocks-page.ts';
import { samples, stockSamples } from './support/sample-shop.ts';

type Sample = (typeof samples)[number];

const newestFirst = (isMeant: (sample: Sample) => boolean) =>
  samples
    .filter(isMeant)
    .toSorted((a, b) => a.age - b.age)
    .map(({ sku }) => sku);

const ongoing = ['requested', 'ordered', 'partially_delivered'];

describeConsole('the page of restocks', (the) => {
  let window: Window;
  let page: Page;
  let restocks: ReturnType<typeof onRestocks>;

  beforeAll(() => stockSamples(the.db));
  beforeEach(async () => {
    window = await the.open('/console/restocks');
    page = window.page;
    restocks = onRestocks(page);
    await page.locator('.restocks').waitFor();
  });
  afterEach(() => window.close());

  it.each([
    ['In flight', ({ state }: Sample) => ongoing.includes(state)],
    ['Failed', ({ state }: Sample) => state === 'failed'],
    ['Factory does not answer', ({ attention }: Sample) => attention === 'factory_unavailable'],
    ['Factory refused', ({ attention }: Sample) => attention === 'factory_rejected'],
    ['Delivery overdue', ({ attention }: Sample) => attention === 'delivery_overdue'],
    ['Unexpected goods', ({ attention }: Sample) => attention === 'unexpected_delivery'],
    ['Error of our own', ({ attention }: Sample) => attention === 'internal_error'],
  ])('shows exactly those that the counter counts, and all again: %s', async (name, isMeant) => {
    const meant = newestFirst(isMeant);
    await expect.poll(() => restocks.count(name)).toBe(meant.length);
    await restocks.counter(name).click();
    await expect.poll(restocks.skus).toEqual(meant);
    expect(await restocks.counter(name).getAttribute('aria-current')).toBe('true');
    await restocks.counter(name).click();
    await expect.poll(restocks.skus).toEqual(newestFirst(() => true));
    expect(restocks.query()).toBe('');
  });

  it('adds reasons up, and keeps them beside a state', async () => {
    await restocks.choose('Factory does not answer');
    await restocks.choose('Factory refused');
    const isEither = ({ attention }: Sample) => attention === 'factory_unavailable' || attention === 'factory_rejected';
    await expect.poll(restocks.skus).toEqual(newestFirst(isEither));
    await page.getByRole('combobox', { name: 'State' }).selectOption('Failed');
    await expect.poll(restocks.skus).toEqual(newestFirst((each) => isEither(each) && each.state === 'failed'));
    expect(restocks.query()).toBe('?state=failed&attention=factory_unavailable,factory_rejected');
  });

  it.each([
    ['Product (SKU)', 'CP-502133', ({ sku }: Sample) => sku === 'CP-502133'],
    ['Factory', otherFactoryId, ({ factory = factoryId }: Sample) => factory === otherFactoryId],
    ['State', 'delivered', ({ state }: Sample) => state === 'delivered'],
    ['Requested from', clockAgo(100), ({ age }: Sample) => age < 100],
    ['Requested before', clockAgo(100), ({ age }: Sample) => age > 100],
  ])('filters by %s, and finds it in the address again', async (label, value, isMeant) => {
    const isChosen = label === 'State';
    const field = isChosen ? page.getByRole('combobox', { name: label }) : page.getByLabel(label, { exact: true });
    if (isChosen) await field.selectOption(value);
    else await field.fill(value);
    await field.press('Enter');
    await field.blur();
    const meant = newestFirst(isMeant);
    await expect.poll(restocks.skus).toEqual(meant);
    await expect.poll(() => restocks.count('All')).toBe(isChosen ? samples.length : meant.length);
    await page.reload();
    await expect.poll(restocks.skus).toEqual(meant);
    expect(await field.inputValue()).toBe(value);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await expect.poll(restocks.skus).toEqual(newestFirst(() => true));
    await page.goBack();
    await expect.poll(restocks.skus).toEqual(meant);
  });

  it('says so where nothing fits, and what is wrong with a product that cannot be', async () => {
    await page.goto('/console/restocks?sku=NOTHING');
    await page.getByText('No restock fits these filters.').waitFor();
    await page.goto('/console/restocks?sku=a%20b');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('Something in the form does not fit');
    expect(await alert.textContent()).toContain('sku must be a SKU');
  });

  it('tells where each stands, in the language that is chosen, and keeps the choice', async () => {
    expect(await restocks.row('CP-502101').textContent()).toContain('FF-500293 has not taken the order after 9 tries.');
    await page.getByLabel('Language').selectOption('한국어');
    await page.getByRole('heading', { name: '재입고' }).waitFor();
    expect(await restocks.row('CP-502101').textContent()).toContain('9번 시도했지만 FF-500293에서');
    await page.reload();
    await page.getByRole('heading', { name: '재입고' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('ko');
  });

  it('turns dark when asked to, and stays so', async () => {
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    const button = page.getByRole('button', { name: /^Colours/ });
    await button.click();
    await button.click();
    expect(await button.getAttribute('aria-label')).toBe('Colours: dark');
    expect(await ground()).not.toBe(light);
    await page.reload();
    expect(await ground()).not.toBe(light);
  });

  it('is used by keys alone, which can be switched off', async () => {
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.dataset.shortcut')).toBe('search');
    await page.keyboard.type('CP-502140');
    await page.keyboard.press('Enter');
    await expect.poll(restocks.skus).toEqual(['CP-502140']);
    await page.keyboard.press('Escape');
    await page.getByLabel('Product (SKU)').blur();
    await page.keyboard.press('s');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/console/');
    await page.keyboard.press('r');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/console/restocks');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).getByLabel('Use these keys').uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('s');
    await page.keyboard.press('Tab');
    expect(new URL(page.url()).pathname).toBe('/console/restocks');
  });

  it('says how many a retry would be, and does nothing without a reason, or when left', async () => {
    await page.goto('/console/restocks?attention=factory_unavailable');
    await restocks.retryAll();
    await restocks.dialog.getByText('2 restocks will be tried again:').waitFor();
    const confirm = restocks.dialog.getByRole('button', { name: 'Retry 2 restocks' });
    await confirm.click();
    await restocks.dialog.getByLabel('Why?').fill('   ');
    await confirm.click();
    expect(await restocks.dialog.count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => restocks.dialog.count()).toBe(0);
    await page.goto('/console/restocks?state=delivered');
    await restocks.retryAll();
    await restocks.dialog.getByText('None of these can be retried now.').waitFor();
    expect(await restocks.dialog.getByRole('button', { name: /^Retry/ }).count()).toBe(0);
    await restocks.dialog.getByRole('button', { name: 'Close' }).click();
    expect(await the.db('bulk_retries')).toEqual([]);
  });

  it('says what went wrong with a retry where it was asked for', async () => {
    await page.goto('/console/restocks?state=failed');
    await restocks.retryAll();
    await restocks.dialog.getByLabel('Why?').fill('try it');
    await page.route('**/v1/restocks/retry', (route) => route.abort());
    await restocks.dialog.getByRole('button', { name: /^Retry 1/ }).click();
    expect(await restocks.dialog.getByRole('alert').textContent()).toContain('The service does not answer.');
    await page.unroute('**/v1/restocks/retry');
    await restocks.dialog.getByRole('button', { name: 'Do not' }).click();
    expect(await the.db('bulk_retries')).toEqual([]);
  });

  it('announces what is new without moving a row, and shows it when asked', async () => {
    const before = await restocks.skus();
    await stockDonuts(the.db, 1, {}, 'BRAND-NEW');
    await the.shop.sell({ sku: 'BRAND-NEW', quantity: 1, idempotencyKey: null });
    const announced = page.getByRole('button', { name: '1 new — show' });
    await announced.waitFor();
    expect(await restocks.skus()).toEqual(before);
    await page.keyboard.press('n');
    await expect.poll(restocks.skus).toEqual(['BRAND-NEW', ...before]);
    await the.db('restocks').where({ sku: 'BRAND-NEW' }).delete();
  });

  it('changes a row where it is, and says when it no longer fits', async () => {
    await page.goto('/console/restocks?state=requested,ordered');
    const before = newestFirst(({ state }) => state === 'requested' || state === 'ordered');
    await expect.poll(restocks.skus).toEqual(before);
    const { sku } = samples.find(({ state }) => state === 'ordered')!;
    const put = async (columns: Partial<RestockRow>) =>
      updateRestock(the.db, await getRestock(the.db, `restock-${sku}-1`), columns);
    await put({ state: 'partially_delivered', delivered: 7 });
    await expect.poll(() => restocks.row(sku).textContent()).toContain('No longer fits the filter');
    expect(await restocks.skus()).toEqual(before);
    await put({ state: 'ordered', delivered: 0 });
    await expect.poll(() => restocks.row(sku).textContent()).not.toContain('No longer fits the filter');
  });
});

/** As a field for times takes it, at the place where the windows are. */
function clockAgo(minutes: number): string {
  const seoul = 9 * 3_600_000;
  return new Date(Date.now() - minutes * 60_000 + seoul).toISOString().slice(0, 16);
}
