import { Refusal } from '../../src/errors.ts';
import type { Run, WorkflowControl } from '../../src/restocking/repair/workflow-control.ts';
import type { RestockDisplay, RestockWorkflows } from '../../src/restocking/restock-workflows.ts';

/** A Temporal that keeps in mind what it was told, does nothing about it, and is away when told to be. */
export class FakeRestockWorkflows implements RestockWorkflows, RestockDisplay {
  isAway = false;
  readonly started: string[] = [];
  readonly signalled: { restockId: string; bookingKey: string }[] = [];
  readonly cancelled: string[] = [];
  readonly changed: string[] = [];
  /** Restocks whose workflow pauses between two rounds, so that a retry cuts the pause short. */
  readonly pausing = new Set<string>();
  /** What workflows show in the Web UI; nothing unless given. */
  readonly shown = new Map<string, { state: string | null; attention: string | null }>();
  /** What a worker would do about a signal. */
  onDelivered: (bookingKey: string) => Promise<unknown> = () => Promise.resolve();
  /** What a repair may ask of it. */
  readonly control: WorkflowControl;
  /** By restock, the newest last. */
  readonly #runs = new Map<string, Run[]>();

  constructor() {
    const asked = async <T>(answer: () => T): Promise<T> => {
      if (this.isAway) throw new Refusal('temporal-away', 'Temporal is away.');
      return answer();
    };
    this.control = {
      latestRun: (id, runId) =>
        asked(
          () => (runId === undefined ? this.#latest(id) : this.#runsOf(id).find((run) => run.runId === runId)) ?? null,
        ),
      retryNow: (id) => asked(() => this.pausing.delete(id)),
      resetFailed: ({ id }, { runId }) =>
        asked(() => {
          const run = this.#runsOf(id).find((each) => each.runId === runId);
          const newRunId = this.#begin(id);
          if (run) run.resetRunId = newRunId;
          return newRunId;
        }),
      startAnew: ({ id }) => asked(() => this.#begin(id)),
      startBulkRetry: () => asked(() => undefined),
    };
  }

  /** Ends the workflow of a restock, as a failure does unless said otherwise. */
  end(id: string, status: Run['status'] = 'FAILED'): void {
    const run = this.#latest(id);
    if (run) run.status = status;
  }

  async startOrJoin({ id }: { id: string }): Promise<'running' | 'ended'> {
    await this.#answer();
    const run = this.#latest(id);
    if (run && run.status !== 'RUNNING') return 'ended';
    if (!run) this.#begin(id);
    this.started.push(id);
    return 'running';
  }

  async signalDelivered(restockId: string, bookingKey: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.signalled.push({ restockId, bookingKey });
    await this.onDelivered(bookingKey);
    return this.#tell(restockId);
  }

  async cancel(restockId: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.cancelled.push(restockId);
    return this.#tell(restockId);
  }

  async signalChanged(restockId: string): Promise<'sent' | 'gone'> {
    await this.#answer();
    this.changed.push(restockId);
    return this.#tell(restockId);
  }

  async statusOf(restockId: string): Promise<Run['status'] | null> {
    await this.#answer();
    return this.#latest(restockId)?.status ?? null;
  }

  async listRunning(): Promise<Set<string>> {
    await this.#answer();
    return new Set([...this.#runs.keys()].filter((id) => this.#isRunning(id)));
  }

  async listShown(): Promise<Map<string, { state: string | null; attention: string | null }>> {
    await this.#answer();
    return new Map(this.shown);
  }

  #runsOf(id: string): Run[] {
    return this.#runs.get(id) ?? [];
  }

  #latest(id: string): Run | undefined {
    return this.#runsOf(id).at(-1);
  }

  #isRunning(id: string): boolean {
    return this.#latest(id)?.status === 'RUNNING';
  }

  #tell(id: string): 'sent' | 'gone' {
    return this.#isRunning(id) ? 'sent' : 'gone';
  }

  #begin(id: string): string {
    this.end(id, 'TERMINATED');
    const earlier = this.#runsOf(id);
    const runId = `run-${earlier.length + 1}`;
    this.#runs.set(id, [...earlier, { runId, status: 'RUNNING', resetRunId: null }]);
    return runId;
  }

  #answer(): Promise<void> {
    return this.isAway ? Promise.reject(new Error('Temporal is away')) : Promise.resolve();
  }
}
