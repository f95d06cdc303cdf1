import type { Database } from '../../src/db/database.ts';
import type { Factory } from '../../src/factory/factory.ts';
import type { RepairDeps } from '../../src/restocking/repair/repair-deps.ts';
import { captureLog } from './captured-log.ts';
import { factoryId, otherFactoryId } from './donuts.ts';
import { FakeRestockWorkflows } from './fake-restock-workflows.ts';

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
