import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask } from '../client/ask.ts';
import type { Movement, Page } from '../../api/answers.ts';

/** The older part of a ledger, page by page, after what is shown already. */
export function useOlder(sku: string, next: string | null) {
  const [older, setOlder] = useState<{ items: Movement[]; next: string | null } | null>(null);
  useEffect(() => setOlder(null), [sku]);
  const cursor = older ? older.next : next;
  const load = useCallback(async () => {
    if (cursor === null) return;
    const path = `/v1/products/${encodeURIComponent(sku)}/movements?limit=50&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask<Page<Movement>>(path);
    setOlder((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.next }));
  }, [sku, cursor]);
  return { items: older?.items ?? [], load: cursor === null ? null : load };
}
