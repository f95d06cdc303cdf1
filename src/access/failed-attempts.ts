import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';

/** Counts what goes wrong in a minute, by address; of IPv6 by the network of a subscriber (/56). In this process alone. */
export class FailedAttempts {
  readonly #store = new MemoryStore();
  readonly #limit: number;
  readonly #now: () => number;

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
    // The store needs no other option.
    this.#store.init({ windowMs: 60_000 } as Options);
  }

  async isSpent(address: string): Promise<boolean> {
    const known = await this.#store.get(ipKeyGenerator(address));
    if (known?.resetTime === undefined || known.resetTime.getTime() <= this.#now()) return false;
    return known.totalHits >= this.#limit;
  }

  /** Answers whether this was the last one that is let through. */
  async add(address: string): Promise<boolean> {
    const { totalHits } = await this.#store.increment(ipKeyGenerator(address));
    return totalHits === this.#limit;
  }
}
