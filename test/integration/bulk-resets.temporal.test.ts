import { expect, it } from 'vitest';
import { addUp, donut, onHandOf, stockDonuts } from '../support/donuts.ts';
import { comeToRest } from '../support/resets.ts';
import { describeRestocks } from '../support/restock-under-test.ts';

const allRestocks = "WorkflowType = 'RestockWorkflow'";
const skus = { delivered: [donut, 'bagel'], refused: ['churro', 'cronut'], waiting: ['eclair'], cancelled: ['muffin'] };
const every = Object.values(skus).flat();
const inTheEndDelivered = every.filter((sku) => !skus.cancelled.includes(sku));

describeRestocks('restocks that are reset in bulk, by a query, again and again', (the) => {
  async function sell(sku: string): Promise<void> {
    if (sku !== donut) await stockDonuts(the.db, 1, {}, sku);
    await the.shop.sell({ sku, quantity: 1, idempotencyKey: null });
  }

  const statesOf = async (some: string[]) => {
    const rows: { state: string }[] = await the.db('restocks').whereIn('sku', some).select('state');
    return rows.map(({ state }) => state);
  };

  async function all(some: string[], state: string): Promise<void> {
    await expect.poll(() => statesOf(some)).toEqual(some.map(() => state));
  }

  /** As an operator would: every run that the query finds, whether or not another one has taken its place. */
  async function resetAll(query: string, type = 'FirstWorkflowTask'): Promise<void> {
    const started = await the.cli('workflow', 'reset', '-q', query, '-t', type, '--reason', 'x', '-y');
    const job = /[\da-f-]{36}/.exec(started)?.[0] ?? '';
    await expect.poll(() => the.cli('batch', 'describe', '--job-id', job)).toMatch(/State\s+Completed/);
    for (const sku of every)
      await comeToRest(the, ['COMPLETED', 'FAILED', 'CANCELLED', 'RUNNING'], sku, `restock-${sku}-1`);
  }

  async function stock() {
    const shelf: Record<string, unknown> = {};
    for (const sku of every) shelf[sku] = { onHand: await onHandOf(the.db, sku), ledger: await addUp(the.db, sku) };
    return shelf;
  }

  const accepted = async () =>
    Object.fromEntries((await the.shop.factory.orders()).map((order) => [order.key, order.accepted]));

  it('leaves stock and orders as they are, and what was set right is delivered once', { timeout: 60_000 }, async () => {
    await the.open();
    await the.shop.startWorkers();
    for (const sku of skus.delivered) await sell(sku);
    await all(skus.delivered, 'delivered');
    await the.shop.factory.setFaults([{ name: 'late', delayMs: 3_600_000 }]);
    for (const sku of [...skus.waiting, ...skus.cancelled]) await sell(sku);
    await all([...skus.waiting, ...skus.cancelled], 'ordered');
    for (const sku of skus.cancelled) await the.shop.cancel(`restock-${sku}-1`);
    await all(skus.cancelled, 'cancelled');
    await the.shop.factory.setFaults([{ name: 'refuse' }, { name: 'forget-keys' }]);
    for (const sku of skus.refused) await sell(sku);
    await all(skus.refused, 'failed');
    const before = { stock: await stock(), accepted: await accepted() };

    for (const [query, type] of [
      [allRestocks, 'FirstWorkflowTask'],
      [allRestocks, 'LastWorkflowTask'],
      [`${allRestocks} AND ExecutionStatus = 'Failed'`, 'FirstWorkflowTask'],
    ] as const) {
      await resetAll(query, type);
      expect({ stock: await stock(), accepted: await accepted() }).toEqual(before);
      await Promise.all([
        all(skus.delivered, 'delivered'),
        all(skus.waiting, 'ordered'),
        all(skus.refused, 'failed'),
        all(skus.cancelled, 'cancelled'),
      ]);
    }

    // Set right: the old failed runs are found again by the same query, also when the restock is delivered.
    await the.shop.factory.setFaults([]);
    for (let pass = 1; pass <= 3; pass++) {
      await resetAll(`${allRestocks} AND ExecutionStatus = 'Failed'`);
      await all(skus.refused, 'delivered');
      await the.shop.factory.setFaults([{ name: 'forget-keys' }]);
    }
    for (const sku of skus.waiting) await the.shop.factory.callBack(`restock-${sku}-1`);
    await all(inTheEndDelivered, 'delivered');
    await resetAll(allRestocks);
    await all(skus.cancelled, 'cancelled');
    for (const sku of inTheEndDelivered)
      expect(await addUp(the.db, sku)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await accepted()).toEqual(Object.fromEntries(every.map((sku) => [`restock-${sku}-1`, 1])));
    expect((await the.sweep()).differences).toEqual([]);
  });
});
