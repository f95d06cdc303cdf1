import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { sweep, type SweepReport } from '../../src/restocking/sweep.ts';
import { retryNowUpdate, type RestockTiming } from '../../src/workflows/restock-contract.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, stockDonuts } from '../support/donuts.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { startTemporal, temporalCli } from '../support/temporal.ts';

const restockId = `restock-${donut}-1`;

describeEachDatabase('a restock', (open) => {
  let temporal: TestWorkflowEnvironment;
  let db: OpenDatabase['db'];
  let shop: Shop;

  beforeEach(async () => {
    [{ db }, temporal] = await Promise.all([open(), startTemporal()]);
  });
  afterEach(async () => {
    await shop.close();
    await temporal.teardown();
  });

  async function sellOut(
    options: { timing?: Partial<RestockTiming>; leadTime?: number } = {},
    prepare?: () => Promise<void>,
  ) {
    shop = await openShop({ db, temporal, ...options });
    await prepare?.();
    await shop.startWorkers();
    await stockDonuts(db, 1);
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
  }

  const state = async () => (await getRestock(db, restockId)).state;
  const attention = async () => (await getRestock(db, restockId)).attention;
  const handle = () => temporal.client.workflow.getHandle(restockId);
  const status = async () => (await handle().describe()).status.name;

  it('orders once, waits for the callback and puts the goods on the shelf', async () => {
    await sellOut();
    await expect.poll(state).toBe('delivered');
    expect(await addUp(db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await handle().result()).toEqual({ state: 'delivered', delivered: 10 });
    expect(await shop.factory.orders()).toMatchObject([{ key: restockId, accepted: 1, requests: 1, quantity: 10 }]);
    expect(await getRestock(db, restockId)).toMatchObject({
      attention: null,
      orderedAt: expect.any(Date) as Date,
      startedAt: expect.any(Date) as Date,
      closedAt: expect.any(Date) as Date,
    });
  });

  it('costs few events, so that nobody adds one unnoticed', async () => {
    await sellOut();
    await expect.poll(state).toBe('delivered');
    await handle().result();
    const { events } = await handle().fetchHistory();
    expect(events?.length).toBeLessThanOrEqual(25);
  });

  it('shows in Temporal what it is about and what it waits for', async () => {
    await sellOut({ leadTime: 60_000 });
    await expect.poll(state).toBe('ordered');
    await expect.poll(async () => (await handle().describe()).typedSearchAttributes.getAll().length).toBe(4);
    const described = await temporalCli(temporal, 'workflow', 'describe', '-w', restockId, '-o', 'json');
    expect(described).toContain('RestockState');
    const metadata = await temporalCli(temporal, 'workflow', 'metadata', '-w', restockId);
    expect(metadata).toContain('Waiting for the delivery');
  });

  it('goes on by itself after the factory was down, and says so meanwhile', async () => {
    await sellOut({ timing: { orderRoundInterval: 300 } }, () => shop.factory.setFaults([{ name: 'down' }]));
    await expect.poll(attention).toBe('factory_unavailable');
    expect((await getRestock(db, restockId)).lastError).toContain('FF-500293');
    await shop.factory.setFaults([]);
    await expect.poll(state).toBe('delivered');
    expect(await attention()).toBeNull();
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('cuts the pause between rounds short when a person says retry now', async () => {
    await sellOut({ timing: { orderRoundInterval: 3_600_000 } }, () =>
      shop.factory.setFaults([{ name: 'server-error' }]),
    );
    await expect.poll(attention).toBe('factory_unavailable');
    await shop.factory.setFaults([]);
    await expect.poll(() => handle().executeUpdate(retryNowUpdate)).toBe(true);
    await expect.poll(state).toBe('delivered');
  });

  it('orders once though the factory dropped its reply', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'drop-reply', times: 2 }]));
    await expect.poll(state).toBe('delivered');
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 3 }]);
    expect(await onHandOf(db)).toBe(10);
  });

  it('waits as long as the factory asks it to', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'rate-limited', retryAfterSeconds: 1, times: 1 }]));
    await expect.poll(state).toBe('delivered');
    const restock = await getRestock(db, restockId);
    expect(Number(restock.orderedAt) - Number(restock.startedAt)).toBeGreaterThan(900);
  });

  it('fails at once when the factory refuses for good, and is the dead letter', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'refuse' }]));
    await expect.poll(status).toBe('FAILED');
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'failed', attention: 'factory_rejected' });
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 0, requests: 1 }]);
    await expect(handle().result()).rejects.toMatchObject({
      cause: { type: 'factory_rejected', details: [{ step: 'placeFactoryOrder' }] },
    });
  });

  it('gives up after its time is over', async () => {
    await sellOut({ timing: { orderRoundInterval: 50, giveUpAfter: 400 } }, () =>
      shop.factory.setFaults([{ name: 'down' }]),
    );
    await expect.poll(status).toBe('FAILED');
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'failed', attention: 'factory_unavailable' });
  });

  it('books a delivery in parts', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'in-parts', parts: 3, delayMs: 20 }]));
    await expect.poll(state).toBe('delivered');
    expect(await addUp(db)).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await handle().result()).toMatchObject({ delivered: 10 });
  });

  it('takes a delivery that comes before the order was confirmed', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'early-callback' }]));
    await expect.poll(state).toBe('delivered');
    expect(await addUp(db)).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('counts a callback that comes twice once', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'callback-twice' }]));
    await expect.poll(state).toBe('delivered');
    await expect.poll(async () => (await shop.factory.order(restockId))?.callbacks.length).toBe(2);
    expect(await addUp(db)).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await attention()).toBeNull();
  });

  it('says that a delivery is overdue, and books it when it comes after all', async () => {
    await sellOut({ timing: { overdueGrace: 100 }, leadTime: 100_000 });
    await expect.poll(attention).toBe('delivery_overdue');
    await shop.factory.callBack(restockId);
    await expect.poll(state).toBe('delivered');
    expect(await attention()).toBeNull();
  });

  it('fails when nothing came for too long, and a late delivery still reaches the shelf', async () => {
    await sellOut({ timing: { overdueGrace: 100, abandonAfter: 300 }, leadTime: 100_000 });
    await expect.poll(status).toBe('FAILED');
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'failed', attention: 'delivery_overdue' });
    await shop.factory.callBack(restockId);
    await expect.poll(sweepOnce).toMatchObject({ booked: 1 });
    expect(await state()).toBe('delivered');
    expect(await addUp(db)).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('is called off by cancelling its workflow, and then takes nothing more in', async () => {
    await sellOut({ leadTime: 100_000 });
    await expect.poll(state).toBe('ordered');
    await handle().cancel();
    await expect.poll(status).toBe('CANCELLED');
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'cancelled', attention: null });
    expect((await getRestock(db, restockId)).lastError).toContain('could not be told');
    await shop.factory.callBack(restockId);
    expect(await attention()).toBe('unexpected_delivery');
    expect(await onHandOf(db)).toBe(0);
  });

  it('is cancelled while it asks a factory that does not answer', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'slow' }]));
    await expect.poll(async () => (await shop.factory.order(restockId))?.requests).toBe(1);
    await handle().cancel();
    await expect.poll(status).toBe('CANCELLED');
    expect(await state()).toBe('cancelled');
  });

  it('is started by the sweep when the start got lost', async () => {
    shop = await openShop({ db, temporal });
    await stockDonuts(db, 1);
    await shop.startWorkers();
    const start = shop.workflows.startOrJoin;
    shop.workflows.startOrJoin = () => Promise.reject(new Error('Temporal is away'));
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    shop.workflows.startOrJoin = start;
    await expect.poll(sweepOnce).toMatchObject({ started: 1 });
    await expect.poll(state).toBe('delivered');
  });

  it('books through the sweep what came while its workflow could not be told', async () => {
    await sellOut({ leadTime: 100_000 });
    await expect.poll(state).toBe('ordered');
    const signal = shop.workflows.signalDelivered;
    shop.workflows.signalDelivered = () => Promise.reject(new Error('Temporal is away'));
    expect((await shop.factory.callBack(restockId))?.[0]?.status).toBe(200);
    shop.workflows.signalDelivered = signal;
    await expect.poll(sweepOnce).toMatchObject({ signalled: 1 });
    await expect.poll(state).toBe('delivered');
  });

  it('is marked failed by the sweep when its workflow was terminated, and a reset takes it up again', async () => {
    await sellOut({ leadTime: 100_000 });
    await expect.poll(state).toBe('ordered');
    await handle().terminate('by mistake');
    await expect.poll(sweepOnce).toMatchObject({ markedFailed: 1 });
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'failed', attention: 'internal_error' });
    await reset('FirstWorkflowTask');
    await expect.poll(state).toBe('ordered');
    await shop.factory.callBack(restockId);
    await expect.poll(state).toBe('delivered');
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('may be reset after it was delivered: stock and orders stay as they are', async () => {
    await sellOut();
    await expect.poll(state).toBe('delivered');
    await handle().result();
    for (const type of ['FirstWorkflowTask', 'LastWorkflowTask', 'FirstWorkflowTask']) {
      await reset(type);
      expect(await handle().result()).toEqual({ state: 'delivered', delivered: 10 });
    }
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 1 }]);
    expect(await addUp(db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await state()).toBe('delivered');
  });

  it('is repaired by a reset after the factory refused and was set right', async () => {
    await sellOut({}, () => shop.factory.setFaults([{ name: 'refuse' }]));
    await expect.poll(status).toBe('FAILED');
    await shop.factory.setFaults([]);
    await reset('FirstWorkflowTask');
    await expect.poll(state).toBe('delivered');
    expect(await getRestock(db, restockId)).toMatchObject({ attention: null, lastError: null });
    expect(await shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  const sweepOnce = (): Promise<SweepReport> => sweep({ db, workflows: shop.workflows, onProgress: () => undefined });
  const reset = (type: string) =>
    temporalCli(temporal, 'workflow', 'reset', '-w', restockId, '-t', type, '--reason', 'a test');
});
