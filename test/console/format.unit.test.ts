import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Restock } from '../../src/api/answers.ts';
import type { RestockFilter } from '../../src/console/pages/restocks/filter.ts';
import { inZone } from '../support/zone.ts';
import { openFakeBrowser, type FakeBrowser } from './support/fake-browser.ts';

let browser: FakeBrowser;
beforeEach(() => void (browser = openFakeBrowser()));
afterEach(() => browser.close());

describe('a time on the pages', () => {
  inZone('Asia/Seoul');
  const noon = Date.parse('2026-11-24T12:00:00Z');

  it.each([
    [-59, '59 seconds ago'],
    [0, 'now'],
    [60, 'in 1 minute'],
    [-59 * 60 - 59, '59 minutes ago'],
    [-3_600, '1 hour ago'],
    [23 * 3_600 + 3_599, 'in 23 hours'],
    [-86_400, 'yesterday'],
    [10 * 86_400, 'in 10 days'],
  ])('is a distance: %i seconds from now is %s', async (seconds, words) => {
    const { formatRelative } = await import('../../src/console/i18n/format.ts');
    expect(formatRelative(new Date(noon + seconds * 1_000).toISOString(), noon)).toBe(words);
  });

  it('that has just been is not to come, although the clock of the page is seconds behind', async () => {
    const [{ Time }, { now }] = await Promise.all([
      import('../../src/console/ui/time.ts'),
      import('../../src/console/ui/now.ts'),
    ]);
    now.value = Date.now() - 4_000;
    const at = new Date(Date.now() - 1_000).toISOString();
    expect(JSON.stringify(Time({ at }))).toContain('1 second ago');
  });

  it('is on the day that the wall has, a day later for a deadline, and the later of the two', async () => {
    const { localInput, tomorrow } = await import('../../src/console/restock/local-time.ts');
    expect(localInput(new Date('2026-11-23T20:05:00Z'))).toBe('2026-11-24T05:05');
    const expected = '2026-11-26T12:00:00.000Z';
    expect(tomorrow(expected, noon).toISOString()).toBe('2026-11-27T12:00:00.000Z');
    expect(tomorrow('2026-11-20T12:00:00.000Z', noon).toISOString()).toBe('2026-11-25T12:00:00.000Z');
    expect(tomorrow(null, noon).toISOString()).toBe('2026-11-25T12:00:00.000Z');
  });
});

describe('whether a restock that changed fits the filter', () => {
  const restock = {
    state: 'ordered',
    attention: 'delivery_overdue',
    sku: 'CP-1',
    factoryId: 'FF-1',
    requestedAt: '2026-11-24T12:00:00.000Z',
  } as Restock;
  const all: RestockFilter = {
    state: [],
    attention: [],
    sku: '',
    factoryId: '',
    requestedFrom: '',
    requestedBefore: '',
  };

  it.each<[Partial<RestockFilter>, boolean]>([
    [{}, true],
    [{ state: ['failed', 'ordered'], attention: ['delivery_overdue'] }, true],
    [{ state: ['failed'] }, false],
    [{ attention: ['factory_rejected'] }, false],
    [{ sku: 'CP-1', factoryId: 'FF-1' }, true],
    [{ sku: 'CP-2' }, false],
    [{ factoryId: 'FF-2' }, false],
    [{ requestedFrom: '2026-11-24T12:00:00.000Z' }, true],
    [{ requestedFrom: '2026-11-24T12:00:00.001Z' }, false],
    [{ requestedBefore: '2026-11-24T12:00:00.001Z' }, true],
    [{ requestedBefore: '2026-11-24T12:00:00.000Z' }, false],
  ])('%j: %j', async (wanted, expected) => {
    const { fits } = await import('../../src/console/pages/restocks/filter.ts');
    expect(fits({ ...all, ...wanted }, restock)).toBe(expected);
  });
});

describe('the beginning of the console', () => {
  it('asks every five seconds who it is until the API answers, and then listens', async () => {
    const { begin } = await import('../../src/console/live/begin.ts');
    const { connection, stopEvents } = await import('../../src/console/live/events.ts');
    browser.answer(() => undefined);
    const beginning = begin();
    await browser.wait(9_999);
    expect([connection.value, browser.asked.length]).toEqual(['away', 2]);
    expect(browser.streams).toEqual([]);
    browser.answer(() => ({ auth: 'open', name: null, scopes: [], expiresAt: null }));
    await browser.wait(1);
    await beginning;
    expect(browser.streams.map(({ url }) => url)).toEqual(['/v1/events']);
    stopEvents();
  });
});
