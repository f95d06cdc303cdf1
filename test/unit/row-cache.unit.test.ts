import { beforeEach, describe, expect, it } from 'vitest';
import { RowCache } from '../../src/access/row-cache.ts';

describe('a row that nearly every request needs', () => {
  let now: number;
  let reads: string[];
  let stored: string | null;
  let isAway: boolean;
  let rows: RowCache<string>;
  beforeEach(() => {
    [now, reads, stored, isAway] = [0, [], 'first', false];
    const read = (id: string) => {
      reads.push(id);
      return isAway ? Promise.reject(new Error('the database is away')) : Promise.resolve(stored);
    };
    rows = new RowCache(read, () => now);
  });

  it('is read once in two seconds, and nobody waits for the second time', async () => {
    expect(await rows.get('a')).toBe('first');
    stored = 'second';
    now = 1_999;
    expect(await rows.get('a')).toBe('first');
    expect(reads).toHaveLength(1);
    now = 2_000;
    expect(await Promise.all([rows.get('a'), rows.get('a')])).toEqual(['first', 'first']);
    expect(reads).toHaveLength(2);
    expect(await rows.get('a')).toBe('second');
  });

  it('is not believed for more than five seconds', async () => {
    await rows.get('a');
    stored = 'second';
    now = 5_000;
    expect(await rows.get('a')).toBe('second');
    stored = null;
    now = 10_000;
    expect(await rows.get('a')).toBe(null);
    expect(rows.recall('a')).toBe(null);
  });

  it('is believed for as long where it cannot be read again, and no longer', async () => {
    await rows.get('a');
    isAway = true;
    now = 4_999;
    expect(await rows.get('a')).toBe('first');
    now = 5_000;
    await expect(rows.get('a')).rejects.toThrow('away');
    isAway = false;
    expect(await rows.get('a')).toBe('first');
  });

  it('is asked for each time where it is not there, and pushes nothing out', async () => {
    stored = null;
    await rows.get('guess');
    await rows.get('guess');
    expect(reads).toEqual(['guess', 'guess']);
  });

  it('gives way to newer ones beyond two thousand', async () => {
    for (let n = 0; n <= 2_000; n++) await rows.get(String(n));
    expect(rows.recall('0')).toBe(null);
    expect(rows.recall('1')).toBe('first');
    expect(rows.recall('2000')).toBe('first');
  });
});
