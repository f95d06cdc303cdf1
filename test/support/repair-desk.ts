import type { Database } from '../../src/db/database.ts';
import type { RestockRow } from '../../src/db/rows.ts';
import type { Factory } from '../../src/factory/factory.ts';
import { createRepair } from '../../src/restocking/repair/repair.ts';
import type { RepairDeps } from '../../src/restocking/repair/repair-deps.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { captureLog } from './captured-log.ts';
import { factoryId, otherFactoryId } from './donuts.ts';
import { FakeRestockWorkflows } from './fake-restock-workflows.ts';
import { aMinuteAgo, insertRestocks } from './many-rows.ts';

/** How a factory answers when an order is called off; `cannot`: it has no way to do that, as the legacy contract. */
type Answer = 'yes' | 'cannot' | 'down';

/** A factory that can be told to call an order off, and keeps in mind what it was told. */
class FakeFactory implements Factory {
  answer: Answer = 'yes';
  readonly asked: string[] = [];
  readonly timeouts: number[] = [];

  placeOrder(): Promise<{ factoryOrderId: string | null }> {
    return Promise.reject(new Error('No repair places an order by itself'));
  }

  cancelOrder(orderKey: string, { timeout }: { timeout: number }): Promise<boolean> {
    this.asked.push(orderKey);
    this.timeouts.push(timeout);
    return this.answer === 'down' ? Promise.reject(new Error('down')) : Promise.resolve(this.answer === 'yes');
  }
}

/** All that repairs need: a real database, a fake Temporal and two fake factories. */
export function repairDesk(db: Database) {
  const workflows = new FakeRestockWorkflows();
  const factory = new FakeFactory();
  const otherFactory = new FakeFactory();
  const factories = new Map<string, Factory>([
    [factoryId, factory],
    [otherFactoryId, otherFactory],
  ]);
  const log = captureLog('warn');
  const deps: RepairDeps = {
    db,
    workflows,
    control: workflows.control,
    factories,
    overDeliveryTolerance: 0,
    logger: log.logger,
  };
  return { deps, workflows, factory, otherFactory, log };
}

/** What may be known of a restock, as its row has it. */
export const facts = {
  failed: { state: 'failed', failed_at: aMinuteAgo(), attention: 'internal_error', attention_since: aMinuteAgo() },
  unasked: {},
  refused: { order_tries: 2, doubtful_tries: 0 },
  inDoubt: { order_tries: 2, doubtful_tries: 1 },
  ordered: { order_tries: 1, ordered_at: aMinuteAgo(), expected_at: aMinuteAgo() },
} satisfies Record<string, Partial<RestockRow>>;

/** A desk with one restock on it, of ten donuts. */
export function restockDesk(db: Database) {
  const desk = repairDesk(db);
  const id = 'restock-donut-1';
  /** Writes it, with a workflow that Temporal knows nothing of. */
  const restock = (columns: Partial<RestockRow> = {}) => insertRestocks(db, ['donut'], columns);
  return {
    ...desk,
    id,
    repair: createRepair(desk.deps),
    restock,
    /** Writes it, and its workflow runs. */
    async started(columns: Partial<RestockRow> = {}): Promise<void> {
      await restock({ started_at: aMinuteAgo(), ...columns });
      await desk.workflows.startOrJoin({ id });
    },
    row: () => getRestock(db, id),
    latestRun: () => desk.workflows.control.latestRun(id),
  };
}
