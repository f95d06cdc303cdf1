import { describe, expect, it } from 'vitest';
import type { Movement, Page } from '../../src/api/answers.ts';
import { joined } from '../../src/console/product/use-ledger.ts';

/** Entries with these numbers, the newest first. */
function page(from: number, to: number): Page<Movement> {
  const items = Array.from({ length: from - to + 1 }, (_, index) => ({ sequence: from - index }) as Movement);
  return { items, next: to > 1 ? String(to) : null };
}

describe('the ledger of a product on the page', () => {
  it('keeps the older pages that were read, and what new entries push off the newest', () => {
    expect(joined(page(103, 54), page(100, 11))).toEqual(page(103, 11));
    expect(joined(page(150, 101), page(100, 1))).toEqual(page(150, 1));
    expect(joined(page(100, 51), page(100, 51))).toEqual(page(100, 51));
  });

  it('has no gap: where more came than a page holds, the older pages are read again', () => {
    expect(joined(page(151, 102), page(100, 1))).toEqual(page(151, 102));
    expect(joined(page(30, 1), null)).toEqual(page(30, 1));
    expect(joined({ items: [], next: null }, null)).toEqual({ items: [], next: null });
  });
});
