import { expect, it } from 'vitest';
import { showChanges } from '../../src/restocking/show-changes.ts';
import { recordFailure } from '../../src/restocking/restock-transitions.ts';
import { addUp, donut, factoryId, otherFactoryId, onHandOf } from '../support/donuts.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const farAway = 3_600_000;
const kim = { actor: 'Kim', reason: 'a test' };
const refused = (message: string) => ({ code: 'not-applicable', message: expect.stringContaining(message) as string });

describeRestocks('a person who repairs a restock', (the) => {
  const repair = () => the.shop.repair;
  const shown = async () => (await the.handle().describe()).typedSearchAttributes.getAll().map(({ value }) => value);

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

  it('receives by hand what came without a callback, once, and the callback that comes after all is held', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    const presses = await Promise.all(
      Array.from({ length: 3 }, () => repair().receive(restockId, { ...kim, quantity: 4, deliveryId: null })),
    );
    expect(presses.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await addUp(the.db)).toEqual({ onHand: 4, sold: 1, delivered: 4 });
    await expect
      .poll(() =>
        repair()
          .receive(restockId, { ...kim, quantity: 5, deliveryId: null })
          .catch((error: unknown) => error),
      )
      .toMatchObject(refused('another deliveryId'));
    await expect(repair().receive(restockId, { ...kim, quantity: 7, deliveryId: 'rest' })).rejects.toMatchObject(
      refused('only 6 may still come'),
    );
    await repair().receive(restockId, { ...kim, deliveryId: 'rest' });
    await expect.poll(the.status).toBe('COMPLETED');
    expect(await the.shop.factory.callBack(restockId)).toMatchObject([{ status: 200 }]);
    expect(await the.row()).toMatchObject({ state: 'delivered', attention: 'unexpected_delivery' });
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
  });

  it('receives what the factory tells under the same id once, whoever comes first', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    const told = { quantity: 4, deliveryId: 'D-1' };
    await Promise.allSettled([
      repair().receive(restockId, { ...kim, ...told }),
      the.shop.factory.callBack(restockId, told),
      repair().receive(restockId, { ...kim, ...told }),
    ]);
    await expect.poll(async () => (await the.row()).delivered).toBe(4);
    await expect.poll(() => the.sweep()).toMatchObject({ signalled: 0, booked: 0 });
    expect(await addUp(the.db)).toEqual({ onHand: 4, sold: 1, delivered: 4 });
  });

  it('receives for a failed restock, which is done when all is there and stays failed before', async () => {
    await the.sellOut({ timing: { overdueGrace: 50, abandonAfter: 100 }, leadTime: farAway });
    await expect.poll(the.status).toBe('FAILED');
    await repair().receive(restockId, { ...kim, quantity: 3, deliveryId: 'a' });
    expect(await the.row()).toMatchObject({ state: 'failed', attention: 'delivery_overdue', delivered: 3 });
    await repair().receive(restockId, { ...kim, deliveryId: 'b' });
    expect(await the.row()).toMatchObject({ state: 'delivered', attention: null, delivered: 10 });
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
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

  it('closes a restock of which the rest will not come, and not one of which nothing came', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    await expect(repair().closeShort(restockId, kim)).rejects.toMatchObject(refused('cancel it instead'));
    await the.shop.factory.callBack(restockId, { quantity: 4, deliveryId: 'a' });
    await expect.poll(the.state).toBe('partially_delivered');
    await repair().closeShort(restockId, kim);
    expect(await repair().closeShort(restockId, kim)).toMatchObject({ repeated: true });
    expect(await the.row()).toMatchObject({ state: 'delivered', delivered: 4 });
    await expect.poll(the.status).toBe('COMPLETED');
    expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 4 });
    await the.shop.factory.callBack(restockId, { quantity: 6, deliveryId: 'b' });
    expect(await the.attention()).toBe('unexpected_delivery');
    expect(await onHandOf(the.db)).toBe(4);
  });

  it('gives an overdue factory more time: nobody needs to look any more, and the delivery still counts', async () => {
    await the.sellOut({ timing: { overdueGrace: 50, abandonAfter: 20_000 }, leadTime: farAway });
    await expect.poll(the.attention).toBe('delivery_overdue');
    await expect.poll(shown).toContain('delivery_overdue');
    const expectedAt = new Date(Date.now() + farAway);
    await repair().extendDeadline(restockId, { ...kim, expectedAt });
    expect(await repair().extendDeadline(restockId, { ...kim, expectedAt })).toMatchObject({ repeated: true });
    expect(await the.row()).toMatchObject({ attention: null, expectedAt });
    await expect.poll(shown).not.toContain('delivery_overdue');
    await expect.poll(shown).toContainEqual(expectedAt);
    const past = { ...kim, expectedAt: new Date(0) };
    await expect(repair().extendDeadline(restockId, past)).rejects.toMatchObject(refused('is past'));
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.status).toBe('COMPLETED');
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
    await the.db('restocks').update({ ordered_at: new Date() });
    await expect(repair().changeFactory(restockId, change)).rejects.toMatchObject(refused('accepted the order'));
    expect(await the.shop.otherFactory.orders()).toEqual([]);
  });

  const held = async () => {
    await the.shop.factory.callBack(restockId, { quantity: 15, deliveryId: 'too-many' });
    expect(await the.attention()).toBe('unexpected_delivery');
    return `${restockId}/id:too-many`;
  };

  it('takes goods in that nobody expected, once, and the restock is done with them', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    const delivery = await held();
    await expect.poll(shown).toContain('unexpected_delivery');
    const presses = await Promise.all(
      [1, 2, 3].map(() => repair().decideDelivery(delivery, { ...kim, decision: 'take_in' })),
    );
    expect(presses.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await the.row()).toMatchObject({ state: 'delivered', attention: null, delivered: 15 });
    expect(await addUp(the.db)).toEqual({ onHand: 15, sold: 1, delivered: 15 });
    await expect.poll(the.status).toBe('COMPLETED');
    const back = repair().decideDelivery(delivery, { ...kim, decision: 'send_back' });
    await expect(back).rejects.toMatchObject(refused('on the shelf already'));
  });

  it('sends goods back that nobody expected: what was wrong before shows again, also in Temporal', async () => {
    await the.sellOut({ timing: { overdueGrace: 50, abandonAfter: farAway }, leadTime: farAway });
    await expect.poll(the.attention).toBe('delivery_overdue');
    const { attentionSince, lastError } = await the.row();
    const delivery = await held();
    await repair().decideDelivery(delivery, { ...kim, decision: 'send_back' });
    expect(await repair().decideDelivery(delivery, { ...kim, decision: 'send_back' })).toMatchObject({
      repeated: true,
    });
    expect(await the.row()).toMatchObject({ attention: 'delivery_overdue', attentionSince, lastError });
    await expect.poll(shown).toContain('delivery_overdue');
    expect(await onHandOf(the.db)).toBe(0);
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.status).toBe('COMPLETED');
  });

  it('is seen by the workflow through the sweep when it could not be told', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    const { signalChanged } = the.shop.workflows;
    the.shop.workflows.signalChanged = () => Promise.reject(new Error('Temporal is away'));
    await repair().receive(restockId, { ...kim, deliveryId: null });
    expect(await the.state()).toBe('delivered');
    the.shop.workflows.signalChanged = signalChanged;
    await expect.poll(() => the.sweep()).toMatchObject({ ended: 1 });
    await expect.poll(the.status).toBe('COMPLETED');
  });

  it('is shown by Temporal through the sweep when the workflow could not be told of an attention', async () => {
    await the.sellOut({ leadTime: farAway });
    await expect.poll(shown).toContain('ordered');
    const { signalChanged } = the.shop.workflows;
    the.shop.workflows.signalChanged = () => Promise.reject(new Error('Temporal is away'));
    await held();
    the.shop.workflows.signalChanged = signalChanged;
    await expect.poll(() => showChanges(the.db, the.shop.workflows)).toBe(1);
    await expect.poll(shown).toContain('unexpected_delivery');
    await expect.poll(() => showChanges(the.db, the.shop.workflows)).toBe(0);
  });
});
