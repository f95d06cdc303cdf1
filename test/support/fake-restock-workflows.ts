import { randomUUID } from 'node:crypto';
import { Refusal } from '../../src/errors.ts';
import type { WorkflowControl } from '../../src/restocking/repair/workflow-control.ts';
import type { RestockDisplay, RestockWorkflows } from '../../src/restocking/restock-workflows.ts';

/** A Temporal that keeps in mind what it was told, does nothing about it, and is away when told to be. */
export class FakeRestockWorkflows implements RestockWorkflows, RestockDisplay {
  isAway = false;
  readonly started: string[] = [];
  readonly signalled: { restockId: string; bookingKey: string }[] = [];
  readonly cancelled: string[] = [];
  readonly changed: string[] = [];
  /** What a worker would do about a signal. */
  onDelivered: (bookingKey: string) => Promise<unknown> = () => Promise.resolve();
  /** What a repair may ask of it. */
  readonly control: WorkflowControl;

  constructor() {
    const asked = async <T>(answer: T): Promise<T> => {
      if (this.isAway) throw new Refusal('temporal-away', 'Temporal is away.');
      return answer;
    };
    this.control = {
      latestRun: (id) =>
        asked(this.started.includes(id) ? { runId: 'run-1', status: 'RUNNING' as const, resetRunId: null } : null),
      retryNow: () => asked(false),
      resetFailed: () => asked(randomUUID()),
      startAnew: () => asked(randomUUID()),
      startBulkRetry: () => asked(undefined),
    };
  }

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

  async signalChanged(restockId: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.changed.push(restockId);
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

  async listShown(): Promise<Map<string, { state: string | null; attention: string | null }>> {
    await this.#answer();
    return new Map();
  }

  #answer(): Promise<void> {
    return this.isAway ? Promise.reject(new Error('Temporal is away')) : Promise.resolve();
  }
}
