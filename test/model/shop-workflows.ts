import type { Database } from '../../src/db/database.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import type { RestockWorkflows } from '../../src/restocking/restock-workflows.ts';
import { isOver } from '../../src/workflows/restock-contract.ts';

/** A Temporal in which workflows do at once what they are told, and which can lose all of them. */
export class ShopWorkflows implements RestockWorkflows {
  readonly #db: () => Database;
  readonly #running = new Set<string>();
  readonly #ended = new Set<string>();

  constructor(db: () => Database) {
    this.#db = db;
  }

  /** After a reset: also one that had ended works again. */
  resume(id: string): void {
    this.#ended.delete(id);
    this.#running.add(id);
  }

  end(id: string): void {
    if (this.#running.delete(id)) this.#ended.add(id);
  }

  loseAll(): void {
    this.#running.clear();
    this.#ended.clear();
  }

  startOrJoin({ id }: { id: string }): Promise<'running' | 'ended'> {
    if (this.#ended.has(id)) return Promise.resolve('ended');
    this.#running.add(id);
    return Promise.resolve('running');
  }

  async signalDelivered(id: string, bookingKey: string): Promise<'sent' | 'gone'> {
    if (!this.#running.has(id)) return 'gone';
    const { state } = await bookDelivery(this.#db(), id, bookingKey);
    if (isOver(state)) this.end(id);
    return 'sent';
  }

  cancel(id: string): Promise<'sent' | 'gone'> {
    const told = this.#running.has(id) ? 'sent' : 'gone';
    this.end(id);
    return Promise.resolve(told);
  }

  statusOf(id: string): Promise<'RUNNING' | 'COMPLETED' | null> {
    if (this.#running.has(id)) return Promise.resolve('RUNNING');
    return Promise.resolve(this.#ended.has(id) ? 'COMPLETED' : null);
  }

  listRunning(): Promise<Set<string>> {
    return Promise.resolve(new Set(this.#running));
  }
}
