import type { RestockWorkflows } from '../../src/restocking/restock-workflows.ts';

/** A Temporal that keeps in mind what it was told, does nothing about it, and is away when told to be. */
export class FakeRestockWorkflows implements RestockWorkflows {
  isAway = false;
  readonly started: string[] = [];
  readonly signalled: { restockId: string; bookingKey: string }[] = [];
  readonly cancelled: string[] = [];
  /** What a worker would do about a signal. */
  onDelivered: (bookingKey: string) => Promise<unknown> = () => Promise.resolve();

  async startOrJoin({ id }: { id: string }): Promise<'running'> {
    await this.#answer();
    this.started.push(id);
    return 'running';
  }

  async signalDelivered(restockId: string, bookingKey: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.signalled.push({ restockId, bookingKey });
    await this.onDelivered(bookingKey);
    return this.started.includes(restockId) ? 'sent' : 'gone';
  }

  async cancel(restockId: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.cancelled.push(restockId);
    return this.started.includes(restockId) ? 'sent' : 'gone';
  }

  async statusOf(restockId: string): Promise<'RUNNING' | null> {
    await this.#answer();
    return this.started.includes(restockId) ? 'RUNNING' : null;
  }

  async listRunning(): Promise<Set<string>> {
    await this.#answer();
    return new Set(this.started);
  }

  #answer(): Promise<void> {
    return this.isAway ? Promise.reject(new Error('Temporal is away')) : Promise.resolve();
  }
}
