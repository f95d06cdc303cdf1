import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paged, pageOf } from '../../src/api/paging.ts';

describe('a list that is read page by page', () => {
  const all = [10, 20, 30, 40, 50, 60];
  const query = z.object(pageOf(z.int()));

  /** As a store answers: one more than fits, so as to know whether another page follows. */
  function page(limit: number, cursor?: string) {
    const { cursor: after = 0 } = query.parse({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
    const rows = all.filter((row) => row > after).slice(0, limit + 1);
    return paged(rows, limit, { item: (row) => row / 10, position: (row) => row });
  }
  function pages(limit: number): number[][] {
    const read: number[][] = [];
    for (let cursor: string | undefined; read.length < 10;) {
      const { items, next } = page(limit, cursor);
      read.push(items);
      if (next === null) break;
      cursor = next;
    }
    return read;
  }

  it.each([
    [
      3,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      4,
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
    ],
    [5, [[1, 2, 3, 4, 5], [6]]],
    [6, [[1, 2, 3, 4, 5, 6]]],
    [7, [[1, 2, 3, 4, 5, 6]]],
  ])('ends with its last item, and with no empty page after it: %i on a page', (limit, expected) => {
    expect(pages(limit)).toEqual(expected);
  });
});
