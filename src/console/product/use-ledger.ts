import { useEffect, useState } from 'preact/hooks';
import { ask } from '../client/ask.ts';
import type { Movement, Page } from '../../api/answers.ts';

/** The ledger of a product as far as it was read: the newest page, as it is now, and the older ones page by page. */
export function useLedger(sku: string, newest: Page<Movement>) {
  const [before, setBefore] = useState<Page<Movement> | null>(null);
  const page = joined(newest, before);
  useEffect(() => setBefore(page), [newest]);
  const { items, next } = page;
  const load = async () => {
    const path = `/v1/products/${encodeURIComponent(sku)}/movements?limit=50&cursor=${encodeURIComponent(next ?? '')}`;
    const older = await ask<Page<Movement>>(path);
    setBefore({ items: [...items, ...older.items], next: older.next });
  };
  return { items, load: next === null ? null : load };
}

/**
 * The newest page, and below it what was shown before: what new entries have pushed off the page too. Where more came
 * than a page holds, what was shown before would follow a gap, and has to be read again.
 */
export function joined(newest: Page<Movement>, before: Page<Movement> | null): Page<Movement> {
  const oldest = newest.items.at(-1)?.sequence ?? 0;
  const older = before?.items.filter(({ sequence }) => sequence < oldest) ?? [];
  const isWhole = older[0]?.sequence === oldest - 1;
  return before !== null && isWhole ? { items: [...newest.items, ...older], next: before.next } : newest;
}
