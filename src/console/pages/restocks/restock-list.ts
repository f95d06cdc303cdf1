import { signal, type Signal } from '@preact/signals';
import { ask } from '../../client/ask.ts';
import type { Page, Restock } from '../../../api/answers.ts';
import { keepReading, listenTo, type Events } from '../../live/events.ts';
import { throttled } from '../../live/throttle.ts';
import { fits, queryOf, type RestockFilter } from './filter.ts';

/** A row stays where it is, also when its restock changes so much that the filter would leave it out. */
export type Row = { restock: Restock; isFitting: boolean };

const pageSize = 50;
/** More rows than these are not kept: to read on is to leave the newest behind. */
const mostRows = 400;
/** As many as one answer of the API has. */
const mostAtOnce = 200;
const mostFresh = 999;
/** One by one; further ones the next time. */
const mostLookedUp = 20;

export type RestockList = ReturnType<typeof openRestockList>;

/**
 * The restocks that fit a filter, newest first, kept as they are now: what changes is changed in its row once a frame,
 * what is new waits until it is asked for.
 */
export function openRestockList(filter: RestockFilter) {
  const rows = signal<Signal<Row>[]>([]);
  const next = signal<string | null>(null);
  const fresh = signal(0);
  const isFromTop = signal(true);
  const isReading = signal(true);
  const isLoaded = signal(false);
  const error = signal<unknown>(null);

  const byId = new Map<string, Signal<Row>>();
  const freshIds = new Set<string>();
  const changed = new Map<string, Restock>();
  let frame: number | undefined;
  let newest = '';
  /** Cursor of the first row; null where that is the newest. */
  let begin: string | null = null;
  const reading = new AbortController();

  const rereading = throttled(reread, 2_000);
  const stopListening = listenTo('restocks', (data) => take(data));
  const stopReading = keepReading(reread);

  const page = (cursor: string | null, limit = pageSize) =>
    ask<Page<Restock>>(`/v1/restocks${queryOf(filter, { limit: String(limit), ...(cursor !== null && { cursor }) })}`, {
      signal: reading.signal,
    });

  /** From the newest on. */
  async function load(): Promise<void> {
    await read(null, ({ items }) => {
      byId.clear();
      freshIds.clear();
      fresh.value = 0;
      isFromTop.value = true;
      begin = null;
      newest = items[0]?.requestedAt ?? '';
      rows.value = items.map(rowOf);
    });
  }

  async function loadMore(): Promise<void> {
    const { value: cursor } = next;
    await read(cursor, ({ items }) => {
      const isFull = rows.value.length + items.length > mostRows;
      if (isFull) byId.clear();
      const unknown = items.filter(({ id }) => !byId.has(id)).map(rowOf);
      rows.value = isFull ? unknown : [...rows.value, ...unknown];
      if (!isFull) return;
      isFromTop.value = false;
      begin = cursor;
    });
  }

  async function read(cursor: string | null, then: (answer: Page<Restock>) => void): Promise<void> {
    isReading.value = true;
    try {
      const answer = await page(cursor);
      then(answer);
      next.value = answer.next;
      error.value = null;
      isLoaded.value = true;
    } catch (thrown) {
      if (!reading.signal.aborted) error.value = thrown;
    } finally {
      isReading.value = false;
    }
  }

  /** What may have been missed: the newest, and those that the rows are of, again. */
  async function reread(): Promise<void> {
    if (!isLoaded.value) return load();
    if (begin !== null) for (const item of (await page(null)).items) note(item);
    const count = rows.peek().length;
    const items: Restock[] = [];
    let following = begin;
    do {
      const answer = await page(following, Math.min(mostAtOnce, Math.max(pageSize, count - items.length)));
      items.push(...answer.items);
      following = answer.next;
    } while (following !== null && items.length < count);
    const found = new Set(items.map(({ id }) => id));
    const oldest = items.at(-1)?.requestedAt ?? '';
    for (const item of items) note(item);
    const left = [...byId.values()]
      .map((row) => row.peek())
      .filter(({ restock: { id, requestedAt }, isFitting }) => {
        const isCovered = following === null || requestedAt > oldest;
        return isCovered && isFitting && !found.has(id);
      });
    await Promise.all(left.slice(0, mostLookedUp).map(({ restock: { id } }) => lookUp(id)));
    error.value = null;
  }

  /** What became of one that fits no more. */
  async function lookUp(id: string): Promise<void> {
    note(await ask<Restock>(`/v1/restocks/${encodeURIComponent(id)}`, { signal: reading.signal }));
  }

  function take({ restocks, more }: Events['restocks']): void {
    for (const restock of restocks) note(restock);
    if (more) rereading.call();
  }

  function note(restock: Restock): void {
    if (byId.has(restock.id)) {
      changed.set(restock.id, restock);
      frame ??= requestAnimationFrame(show);
    } else if (restock.requestedAt > newest && fits(filter, restock) && freshIds.size < mostFresh) {
      freshIds.add(restock.id);
      fresh.value = freshIds.size;
    }
  }

  /** However many changes came since the last frame, each row is written once. */
  function show(): void {
    frame = undefined;
    for (const [id, restock] of changed) {
      const row = byId.get(id);
      const now = { restock, isFitting: fits(filter, restock) };
      if (row && isDifferent(row.peek(), now)) row.value = now;
    }
    changed.clear();
  }

  function rowOf(restock: Restock): Signal<Row> {
    const row = signal({ restock, isFitting: true });
    byId.set(restock.id, row);
    return row;
  }

  function close(): void {
    reading.abort();
    stopListening();
    stopReading();
    rereading.stop();
    if (frame !== undefined) cancelAnimationFrame(frame);
  }

  void load();
  return { rows, next, fresh, isFromTop, isReading, isLoaded, error, load, loadMore, close };
}

function isDifferent(before: Row, after: Row): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
