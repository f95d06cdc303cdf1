import { expect, it } from 'vitest';
import { addUp, donut, onHandOf, stockDonuts } from '../support/donuts.ts';
import { comeToRest } from '../support/resets.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

describeRestocks('a restock that went wrong', (the) => {
  it('fails when nothing came for too long, and a late delivery still reaches the shelf', async () => {
    await the.sellOut({ timing: { overdueGrace: 100, abandonAfter: 300 }, leadTime: 100_000 });
    await expect.poll(the.status).toBe('FAILED');
    expect(await the.row()).toMatchObject({ state: 'failed', attention: 'delivery_overdue' });
    await the.shop.factory.callBack(restockId);
    await expect.poll(() => the.sweep()).toMatchObject({ booked: 1 });
    expect(await the.state()).toBe('delivered');
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('is called off by cancelling its workflow, and then takes nothing more in', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    await the.handle().cancel();
    await expect.poll(the.status).toBe('CANCELLED');
    expect(await the.row()).toMatchObject({ state: 'cancelled', attention: null });
    expect((await the.row()).lastError).toContain('could not be told');
    await the.shop.factory.callBack(restockId);
    expect(await the.attention()).toBe('unexpected_delivery');
    expect(await onHandOf(the.db)).toBe(0);
  });

  it('is cancelled while it asks a factory that does not answer', async () => {
    await the.sellOut({ faults: [{ name: 'slow' }] });
    await expect.poll(async () => (await the.shop.factory.order(restockId))?.requests).toBe(1);
    await the.handle().cancel();
    await expect.poll(the.status).toBe('CANCELLED');
    expect(await the.state()).toBe('cancelled');
  });

  it('is started by the sweep when the start got lost', async () => {
    await the.open();
    await the.shop.startWorkers();
    const start = the.shop.workflows.startOrJoin;
    the.shop.workflows.startOrJoin = () => Promise.reject(new Error('Temporal is away'));
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    the.shop.workflows.startOrJoin = start;
    await expect.poll(() => the.sweep()).toMatchObject({ started: 1 });
    await expect.poll(the.state).toBe('delivered');
  });

  it('is joined by the sweep where its workflow runs and nobody noted so', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    await the.db('restocks').update({ started_at: null, requested_at: new Date(0) });
    expect(await the.sweep()).toMatchObject({ started: 0, markedFailed: 0, failures: [] });
    expect(await the.row()).toMatchObject({ state: 'ordered', startedAt: expect.any(Date) as Date });
  });

  it('is joined by the sweep where its workflow began after the sweep had looked for it', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    await the.db('restocks').update({ started_at: null, requested_at: new Date(0) });
    Object.assign(the.shop.workflows, {
      listRunning: () => Promise.resolve(new Set()),
      statusOf: () => Promise.resolve(null),
    });
    expect(await the.sweep()).toMatchObject({ started: 1, markedFailed: 0, failures: [] });
    expect(await the.row()).toMatchObject({ state: 'ordered', attention: null, startedAt: expect.any(Date) as Date });
  });

  it('books through the sweep what came while its workflow could not be told', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    const signal = the.shop.workflows.signalDelivered;
    the.shop.workflows.signalDelivered = () => Promise.reject(new Error('Temporal is away'));
    expect((await the.shop.factory.callBack(restockId))?.[0]?.status).toBe(200);
    the.shop.workflows.signalDelivered = signal;
    await expect.poll(() => the.sweep()).toMatchObject({ signalled: 1 });
    await expect.poll(the.state).toBe('delivered');
  });

  it('is shown by the sweep when its factory is not configured any more', async () => {
    await the.open();
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await expect.poll(() => the.sweep(new Set())).toMatchObject({ withoutFactory: 1 });
    expect(await the.row()).toMatchObject({ state: 'requested', attention: 'internal_error' });
    expect(await the.sweep(new Set())).toMatchObject({ withoutFactory: 0, failures: [] });
  });

  it('is shown at work by the sweep when it was reset past the point where it says so itself', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    // The row says so before the workflow knows; reset to a task from before that, it would say so itself.
    await comeToRest(the, ['RUNNING'], 'ordered');
    await the.handle().terminate('by mistake');
    await expect.poll(() => the.sweep()).toMatchObject({ markedFailed: 1 });
    await the.reset('LastWorkflowTask');
    expect(await the.state()).toBe('failed');
    await the.db('restocks').update({ failed_at: new Date(Date.now() - 60_000) });
    await expect.poll(() => the.sweep()).toMatchObject({ takenUp: 1 });
    expect(await the.row()).toMatchObject({ state: 'ordered', attention: null });
  });

  it('does not let one repair that fails hold up the others', async () => {
    await the.open();
    await the.shop.startWorkers();
    const { startOrJoin } = the.shop.workflows;
    the.shop.workflows.startOrJoin = () => Promise.reject(new Error('Temporal is away'));
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await stockDonuts(the.db, 1, {}, 'bagel');
    await the.shop.sell({ sku: 'bagel', quantity: 1, idempotencyKey: null });
    the.shop.workflows.startOrJoin = (restock) =>
      restock.id === restockId ? Promise.reject(new Error('not this one')) : startOrJoin(restock);
    await expect.poll(() => the.sweep()).toMatchObject({ started: 1, failures: ['not this one'] });
    await expect.poll(() => onHandOf(the.db, 'bagel')).toBe(10);
  });

  it('is marked failed by the sweep when its workflow was terminated, and a reset takes it up again', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    await the.handle().terminate('by mistake');
    await expect.poll(() => the.sweep()).toMatchObject({ markedFailed: 1 });
    expect(await the.row()).toMatchObject({ state: 'failed', attention: 'internal_error' });
    await the.reset('FirstWorkflowTask');
    await expect.poll(the.state).toBe('ordered');
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('may be reset after it was delivered: stock and orders stay as they are', async () => {
    await the.sellOut();
    await expect.poll(the.state).toBe('delivered');
    await the.handle().result();
    for (const type of ['FirstWorkflowTask', 'LastWorkflowTask', 'FirstWorkflowTask']) {
      await the.reset(type);
      expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 10 });
    }
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 1 }]);
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await the.state()).toBe('delivered');
  });

  it('may be reset while it waits: the factory is not asked again, and the delivery still arrives', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    const { runId } = await the.handle().describe();
    await the.reset('FirstWorkflowTask');
    await expect.poll(async () => (await the.handle().describe()).runId).not.toBe(runId);
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 1 }]);
    expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 10 });
  });

  it('is repaired by a reset after the factory refused and was set right', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    await the.shop.factory.setFaults([]);
    await the.reset('FirstWorkflowTask');
    await expect.poll(the.state).toBe('delivered');
    expect(await the.row()).toMatchObject({ attention: null, lastError: null });
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });
});
