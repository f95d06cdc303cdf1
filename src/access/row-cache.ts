type Entry<Row> = { row: Row; readAt: number; reading: Promise<Row | null> | null };

/** Milliseconds after which a row is read again in the background, and after which it is no longer believed. */
const freshFor = 2_000;
const believedFor = 5_000;
const mostRows = 2_000;

/**
 * Rows that nearly every request needs. One in use is read again every two seconds, while requests go on with the one
 * that is known: a change is noticed within five, and nobody waits for the database who came shortly before.
 * What is not found is not kept, so that guesses push nothing out.
 */
export class RowCache<Row> {
  readonly #entries = new Map<string, Entry<Row>>();
  readonly #read: (id: string) => Promise<Row | null>;
  readonly #now: () => number;

  constructor(read: (id: string) => Promise<Row | null>, now: () => number = Date.now) {
    this.#read = read;
    this.#now = now;
  }

  /** What is remembered, however old. */
  recall(id: string): Row | null {
    return this.#entries.get(id)?.row ?? null;
  }

  async get(id: string): Promise<Row | null> {
    const entry = this.#entries.get(id);
    if (!entry) return this.#keep(id, await this.#read(id));
    const age = this.#now() - entry.readAt;
    if (age < freshFor) return entry.row;
    entry.reading ??= this.#readAgain(id, entry);
    if (age >= believedFor) return entry.reading;
    // Whoever comes when it is no longer believed meets the failure.
    entry.reading.catch(() => {});
    return entry.row;
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }

  async #readAgain(id: string, entry: Entry<Row>): Promise<Row | null> {
    try {
      return this.#keep(id, await this.#read(id));
    } finally {
      entry.reading = null;
    }
  }

  #keep(id: string, row: Row | null): Row | null {
    this.#entries.delete(id);
    if (row === null) return null;
    this.#entries.set(id, { row, readAt: this.#now(), reading: null });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > mostRows && oldest !== undefined) this.#entries.delete(oldest);
    return row;
  }
}
