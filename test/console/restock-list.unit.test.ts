import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Restock } from '../../src/api/answers.ts';
import type { RestockList } from '../../src/console/pages/restocks/restock-list.ts';
import { openFakeBrowser, type FakeBrowser } from './support/fake-browser.ts';

const began = Date.parse('2026-11-24T12:00:00Z');
const everything = { state: [], attention: [], sku: '', factoryId: '', requestedFrom: '', requestedBefore: '' };

describe('the list of restocks on the page', () => {
  let browser: FakeBrowser;
  let list: RestockList;
  /** Newest first. */
  let stored: Restock[];

  beforeEach(async () => {
    browser = openFakeBrowser();
    stored = Array.from({ length: 450 }, (_, index) => restock(450 - index)).map((each) => each);
    browser.answer((path) => {
      const url = new URL(path, 'http://shop');
      const [, id] = /^\/v1\/restocks\/(.+)$/.exec(url.pathname) ?? [];
      if (id !== undefined) return stored.find((each) => each.id === id);
      const after = url.searchParams.get('cursor');
      const from = after === null ? 0 : stored.findIndex((each) => each.id === after) + 1;
      const items = stored.slice(from, from + Number(url.searchParams.get('limit')));
      return { items, next: from + items.length < stored.length ? items.at(-1)!.id : null };
    });
    const { openRestockList } = await import('../../src/console/pages/restocks/restock-list.ts');
    list = openRestockList(everything);
    await browser.wait(0);
  });
  afterEach(() => {
    list.close();
    browser.close();
  });

  const ids = () => list.rows.value.map((row) => row.value.restock.id);
  const rowOf = (id: string) => list.rows.value.find((row) => row.value.restock.id === id)?.value.restock;
  async function readTo(page: number): Promise<void> {
    for (let n = 1; n < page; n++) await list.loadMore();
  }
  /** As it is where nothing is told: every page reads again what it shows. */
  async function poll(): Promise<void> {
    const { startEvents, stopEvents } = await import('../../src/console/live/events.ts');
    startEvents();
    await browser.wait(4_100);
    stopEvents();
  }
  const change = (id: string, changes: Partial<Restock>) => {
    stored = stored.map((each) => (each.id === id ? { ...each, ...changes } : each));
  };

  it('shows each once, page by page, and leaves the newest behind beyond 400', async () => {
    const seen = [...ids()];
    expect(seen).toHaveLength(50);
    await readTo(8);
    expect(ids()).toEqual(stored.slice(0, 400).map(({ id }) => id));
    expect(list.isFromTop.value).toBe(true);
    await list.loadMore();
    expect(ids()).toEqual(stored.slice(400).map(({ id }) => id));
    expect([list.isFromTop.value, list.next.value]).toEqual([false, null]);
    await list.load();
    expect(ids()).toEqual(stored.slice(0, 50).map(({ id }) => id));
    expect(list.isFromTop.value).toBe(true);
  });

  it.each([
    ['the first', 1, 'restock-450'],
    ['beyond one answer of the API', 8, 'restock-60'],
    ['with the newest left behind', 9, 'restock-3'],
  ])('reads every row again that it shows where nothing is told: %s', async (_, page, id) => {
    await readTo(page);
    expect(rowOf(id)).toMatchObject({ state: 'ordered' });
    change(id, { state: 'delivered' });
    stored = [restock(451), ...stored];
    await poll();
    expect(rowOf(id)).toMatchObject({ state: 'delivered' });
    expect(list.fresh.value).toBe(1);
  });

  it('finds out what became of a row that the list has no more', async () => {
    await readTo(6);
    const gone = { ...restock(200), state: 'cancelled' as const };
    const all = stored;
    browser.answer((path) => {
      if (path.startsWith('/v1/restocks/')) return gone;
      const rest = all.filter(({ id }) => id !== gone.id);
      return { items: rest.slice(0, 299), next: 'more' };
    });
    await poll();
    expect(rowOf('restock-200')).toMatchObject({ state: 'cancelled' });
  });
});

/** Requested that many minutes after all began. */
function restock(minute: number): Restock {
  const requestedAt = new Date(began + minute * 60_000).toISOString();
  return { id: `restock-${minute}`, state: 'ordered', attention: null, requestedAt } as Restock;
}
