import { describe, expect, it } from 'vitest';
import { beginningFor, Tail, type Followed } from '../../src/events/tail.ts';

/** Changed at one time and to be seen from another on, when its transaction is committed; in milliseconds. */
type Row = { id: string; version: number; at: number; seenFrom: number };

const begin = 100_000;

function table(rows: Row[]) {
  let now = begin;
  const followed: Followed<Row> = {
    read: (since, limit) => {
      // A later one takes the place of an earlier one of the same id.
      const seen = new Map(rows.filter(({ seenFrom }) => seenFrom <= now).map((each) => [each.id, each]));
      const found = [...seen.values()].filter(({ at }) => at >= since.getTime());
      return Promise.resolve(found.toSorted((one, other) => other.at - one.at).slice(0, limit));
    },
    keyOf: ({ id }) => id,
    versionOf: ({ version }) => version,
  };
  const tail = new Tail(followed, new Date(begin));
  /** Looks twice a second until a time, and answers what each look told, by its time. */
  async function look(until: number) {
    const told: [id: string, version: number, at: number][] = [];
    for (; now <= begin + until; now += 500) {
      const { rows: news } = await tail.look(new Date(now));
      told.push(...news.map(({ id, version }) => [id, version, now - begin] as [string, number, number]));
    }
    return told;
  }
  return { look };
}
const row = (id: string, at: number, seenFrom = at, version = 1): Row => ({
  id,
  version,
  at: begin + at,
  seenFrom: begin + seenFrom,
});

describe('a tail of changes', () => {
  it('tells each change once, however often its row changes and is looked at', async () => {
    const { look } = table([row('a', 700), row('b', 900), row('a', 3_200, 3_200, 2), row('a', 30_100, 30_100, 3)]);
    expect(await look(45_000)).toEqual([
      ['b', 1, 1_000],
      ['a', 1, 1_000],
      ['a', 2, 3_500],
      ['a', 3, 30_500],
    ]);
  });

  it('tells a change that is committed a moment late with the next look', async () => {
    const { look } = table([row('before', 2_000), row('late', 1_100, 2_900)]);
    expect(await look(25_000)).toEqual([
      ['before', 1, 2_000],
      ['late', 1, 3_000],
    ]);
  });

  it('tells a change that is committed much later within ten seconds, once', async () => {
    const { look } = table([row('soon', 1_100, 5_000), row('later', 2_000, 20_000)]);
    expect(await look(60_000)).toEqual([
      ['soon', 1, 10_000],
      ['later', 1, 20_000],
    ]);
  });

  it('says that there is more where one look finds as many as it may, and not where it finds one fewer', async () => {
    for (const [count, more] of [
      [20_000, true],
      [19_999, false],
    ] as const) {
      const rows = Array.from({ length: count + 10 }, (_, index) => ({ id: String(index) }));
      const read = (_: Date, limit: number) => Promise.resolve(rows.slice(0, Math.min(limit, count)));
      const tail = new Tail({ read, keyOf: ({ id }) => id, versionOf: () => 1 }, new Date(begin));
      const look = await tail.look(new Date(begin + 500));
      expect([look.rows.length, look.more]).toEqual([count, more]);
    }
  });

  it('begins for those who come back as far before their last news as a change may be late', () => {
    expect(beginningFor(new Date(begin))).toEqual(new Date(begin - 20_000));
  });
});
