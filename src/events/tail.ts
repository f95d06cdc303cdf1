/** What is followed: rows that have changed since a time, the latest change first, at most as many as said. */
export type Followed<Row> = {
  read: (since: Date, limit: number) => Promise<Row[]>;
  keyOf: (row: Row) => string;
  /** Another number after each change of the row. */
  versionOf: (row: Row) => number;
};

export type Look<Row> = {
  rows: Row[];
  /** Even more have changed. */
  more: boolean;
};

/**
 * How far each look goes back beyond the one before, in milliseconds. A change has the time of its statement and is
 * seen after its commit, which is most often a moment later. The long look is for those that took longer.
 */
const overlap = { short: 2_000, long: 20_000 };
const longLookEvery = 10_000;

/** Rows that one look may find; with more of them changed, nobody wants each by itself. */
const mostRows = 20_000;

/** Follows changes in a table by their time: every one is found, and each once, though they do not commit in order. */
export class Tail<Row> {
  readonly #followed: Followed<Row>;
  #seen = new Map<string, number>();
  #lookedAt: Date;
  #longLookAt: Date;

  /** @param from changes before this time are no news */
  constructor(followed: Followed<Row>, from: Date) {
    this.#followed = followed;
    this.#lookedAt = from;
    this.#longLookAt = new Date(0);
  }

  /** What has changed since the look before. @param now by the clock that the changes have their times of */
  async look(now: Date): Promise<Look<Row>> {
    const isLong = now.getTime() - this.#longLookAt.getTime() >= longLookEvery;
    const since = new Date(this.#lookedAt.getTime() - (isLong ? overlap.long : overlap.short));
    const { read, keyOf, versionOf } = this.#followed;
    const found = await read(since, mostRows);
    const rows = found.filter((row) => this.#seen.get(keyOf(row)) !== versionOf(row));
    // Those that a long look finds are all that another one can find again.
    if (isLong) this.#seen.clear();
    for (const row of found) this.#seen.set(keyOf(row), versionOf(row));
    this.#lookedAt = now;
    if (isLong) this.#longLookAt = now;
    return { rows, more: found.length === mostRows };
  }
}

/** Where somebody who was told of changes until then has to begin, to miss none. */
export function beginningFor(toldUntil: Date): Date {
  return new Date(toldUntil.getTime() - overlap.long);
}
