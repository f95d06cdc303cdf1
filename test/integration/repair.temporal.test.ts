import { expect, it } from 'vitest';
import { recordFailure } from '../../src/restocking/restock-transitions.ts';
import { addUp, donut, factoryId, otherFactoryId, onHandOf } from '../support/donuts.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const farAway = 3_600_000;
const kim = { actor: 'Kim', reason: 'a test' };
const refused = (message: string) => ({ code: 'not-applicable', message: expect.stringContaining(message) as string });

describeRestocks('a person who repairs a restock', (the) => {
  const repair = () => the.shop.repair;

  it('retries at once what pauses between two rounds, and is told when there is nothing to retry', async () => {
    await the.sellOut({ faults: [{ name: 'server-error' }], timing: { orderRoundInterval: farAway } });
    await expect.poll(the.attention).toBe('factory_unavailable');
    const { nextTryAt, orderTries } = await the.row();
    expect(orderTries).toBe(3);
    expect(nextTryAt?.getTime()).toBeGreaterThan(Date.now() + 20_000);
    await the.shop.factory.setFaults([{ name: 'late', delayMs: farAway }]);
    await expect
      .poll(() => repair().retry(restockId, kim))
      .toMatchObject({ action: { outcome: 'done', actor: 'Kim' } });
    await expect.poll(the.state).toBe('ordered');
    await expect(repair().retry(restockId, kim)).rejects.toMatchObject(refused('has accepted the order'));
  });

  it('retries what failed, pressed by many at once, from just before the step that failed', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    await the.shop.factory.setFaults([]);
    const pressed = await Promise.allSettled(Array.from({ length: 5 }, () => repair().retry(restockId, kim)));
    expect(pressed.filter((press) => press.status === 'fulfilled' && !press.value.repeated)).toHaveLength(1);
    await expect.poll(the.state).toBe('delivered');
    await expect.poll(the.status).toBe('COMPLETED');
    expect(await the.row()).toMatchObject({ attention: null, lastError: null });
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 2 }]);
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    await expect(repair().retry(restockId, kim)).rejects.toMatchObject(refused('delivered already'));
  });

  it('retries what failed for want of a delivery, with a whole lead time anew', async () => {
    await the.sellOut({ timing: { overdueGrace: 50, abandonAfter: 100 }, leadTime: farAway });
    await expect.poll(the.status).toBe('FAILED');
    const { expectedAt } = await the.row();
    await the.db('restocks').update({ timing: JSON.stringify({ ...(await the.row()).timing, leadTime: farAway }) });
    await repair().retry(restockId, kim);
    await expect.poll(the.state).toBe('ordered');
    expect((await the.row()).expectedAt?.getTime()).toBeGreaterThan(expectedAt?.getTime() ?? 0);
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 1 }]);
  });

  it('retries what Temporal has forgotten under the same id', async () => {
    await the.open();
    await the.shop.startWorkers();
    const { startOrJoin } = the.shop.workflows;
    the.shop.workflows.startOrJoin = () => Promise.reject(new Error('Temporal is away'));
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    the.shop.workflows.startOrJoin = startOrJoin;
    await recordFailure(the.db, restockId, 'factory_rejected', 'No donuts today.');
    const { action } = await repair().retry(restockId, kim);
    expect(action).toMatchObject({ outcome: 'done', message: expect.stringContaining('started again') as string });
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('cancels a restock that waits, and pressing again finds it cancelled', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    await repair().cancel(restockId, kim);
    await expect.poll(the.status).toBe('CANCELLED');
    expect(await the.state()).toBe('cancelled');
    expect((await the.row()).lastError).toContain('could not be told');
    expect(await repair().cancel(restockId, kim)).toMatchObject({ repeated: true });
    await expect(repair().receive(restockId, { ...kim, deliveryId: null })).rejects.toMatchObject(refused('cancelled'));
  });

  it('cancels a failed restock, and says what the factory may have of it', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    const { action } = await repair().cancel(restockId, kim);
    expect(action.message).toBe(`${factoryId} has no order of it.`);
    expect(await the.row()).toMatchObject({ state: 'cancelled', attention: null, lastError: null });
    // Nobody is parked any more: the next stockout asks anew.
    await the.shop.factory.setFaults([]);
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await expect.poll(() => onHandOf(the.db)).toBe(10);
  });

  it('sends an order that nobody took to another factory, once it is sure that the first has none', async () => {
    await the.sellOut({ faults: [{ name: 'server-error' }], timing: { orderRoundInterval: farAway } });
    await expect.poll(the.attention).toBe('factory_unavailable');
    const change = { ...kim, factoryId: otherFactoryId, confirmed: false };
    await expect(repair().changeFactory(restockId, change)).rejects.toMatchObject(refused('may have taken the order'));
    await expect(repair().changeFactory(restockId, { ...change, factoryId: 'nobody' })).rejects.toMatchObject(
      refused('not configured'),
    );
    await repair().changeFactory(restockId, { ...change, confirmed: true });
    expect(await repair().changeFactory(restockId, change)).toMatchObject({ repeated: true });
    await expect.poll(the.state).toBe('delivered');
    expect(await the.row()).toMatchObject({ factoryId: otherFactoryId, attention: null });
    expect(await the.shop.otherFactory.orders()).toMatchObject([{ key: restockId, accepted: 1 }]);
    expect((await the.shop.factory.order(restockId))?.accepted).toBe(0);
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    await expect(repair().changeFactory(restockId, { ...change, factoryId })).rejects.toMatchObject(
      refused('delivered'),
    );
  });

  it('sends a refused order to another factory without being asked, for a refusal leaves no doubt', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    await repair().changeFactory(restockId, { ...kim, factoryId: otherFactoryId, confirmed: false });
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.otherFactory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('sends no order away that is being asked for this moment, or that is accepted', async () => {
    await the.sellOut({ faults: [{ name: 'slow' }], timing: { orderTimeout: 20_000 } });
    await expect.poll(async () => (await the.shop.factory.order(restockId))?.requests).toBe(1);
    const change = { ...kim, factoryId: otherFactoryId, confirmed: true };
    await expect(repair().changeFactory(restockId, change)).rejects.toMatchObject(refused('being asked right now'));
    await the.db('restocks').update({ trying_since: null });
    await repair().receive(restockId, { ...kim, quantity: 1, deliveryId: null });
    await expect(repair().changeFactory(restockId, change)).rejects.toMatchObject(refused('Goods have come'));
    await the.db('restocks').update({ ordered_at: new Date() });
    await expect(repair().changeFactory(restockId, change)).rejects.toMatchObject(refused('accepted the order'));
    expect(await the.shop.otherFactory.orders()).toEqual([]);
  });
});
