import { expect, it } from 'vitest';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { searchAttributes } from '../../src/restocking/search-attributes.ts';
import { statusOf } from '../../src/restocking/restock-status.ts';
import { retryNowUpdate } from '../../src/workflows/restock-contract.ts';
import { addUp, donut, factoryId, onHandOf, otherFactoryId, stockDonuts } from '../support/donuts.ts';
import { comeToRest } from '../support/resets.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

describeRestocks('a restock', (the) => {
  it('orders once, waits for the callback and puts the goods on the shelf', async () => {
    await the.sellOut();
    await expect.poll(the.state).toBe('delivered');
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 10 });
    expect(await the.shop.factory.orders()).toMatchObject([{ key: restockId, accepted: 1, requests: 1, quantity: 10 }]);
    expect(await the.row()).toMatchObject({
      attention: null,
      orderedAt: expect.any(Date) as Date,
      startedAt: expect.any(Date) as Date,
      closedAt: expect.any(Date) as Date,
    });
  });

  it('costs few events and state transitions, so that nobody adds one unnoticed', async () => {
    await the.sellOut();
    await expect.poll(the.state).toBe('delivered');
    await the.handle().result();
    const { events } = await the.handle().fetchHistory();
    expect(events?.length).toBeLessThanOrEqual(25);
    const { raw } = await the.handle().describe();
    // 13 on a quiet machine, 14 on a busy one; an activity more would make at least three more.
    expect(Number(raw.workflowExecutionInfo?.stateTransitionCount)).toBeLessThanOrEqual(15);
  });

  it('shows in Temporal what it is about and what it waits for', async () => {
    await the.sellOut({ leadTime: 60_000 });
    await expect.poll(the.state).toBe('ordered');
    const attributes = async () => {
      const { typedSearchAttributes: shown } = await the.handle().describe();
      return Object.entries(searchAttributes).map(([name, key]) => [name, shown.get(key) ?? null]);
    };
    const dueAt = (await the.row()).expectedAt;
    await expect.poll(attributes).toEqual([
      ['sku', donut],
      ['state', 'ordered'],
      ['factory', factoryId],
      ['attention', null],
      ['dueAt', dueAt],
    ]);
    const described = await the.cli('workflow', 'describe', '-w', restockId, '-o', 'json');
    expect(described).toContain('RestockState');
    const metadata = await the.cli('workflow', 'metadata', '-w', restockId);
    expect(metadata).toContain(statusOf(await the.row()).sentence);
  });

  it('goes on by itself after the factory was down, and says so meanwhile', async () => {
    await the.sellOut({ timing: { orderRoundInterval: 300 }, faults: [{ name: 'down' }] });
    await expect.poll(the.attention).toBe('factory_unavailable');
    expect((await the.row()).lastError).toContain('FF-500293');
    await the.shop.factory.setFaults([]);
    await expect.poll(the.state).toBe('delivered');
    expect(await the.attention()).toBeNull();
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  });

  it('cuts the pause between rounds short when a person says retry now', async () => {
    await the.sellOut({ timing: { orderRoundInterval: 3_600_000 }, faults: [{ name: 'server-error' }] });
    await expect.poll(the.attention).toBe('factory_unavailable');
    await the.shop.factory.setFaults([]);
    await expect.poll(() => the.handle().executeUpdate(retryNowUpdate)).toBe(true);
    await expect.poll(the.state).toBe('delivered');
  });

  it('orders once though the factory dropped its reply', async () => {
    await the.sellOut({ faults: [{ name: 'drop-reply', times: 2 }] });
    await expect.poll(the.state).toBe('delivered');
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 3 }]);
    expect(await onHandOf(the.db)).toBe(10);
  });

  it('waits as long as the factory asks it to', async () => {
    await the.sellOut({ faults: [{ name: 'rate-limited', retryAfterSeconds: 1, times: 1 }] });
    await expect.poll(the.state).toBe('delivered');
    const restock = await the.row();
    expect(Number(restock.orderedAt) - Number(restock.startedAt)).toBeGreaterThan(900);
  });

  it('shows that the factory asked it to stay away for long, and goes on at once when a person says so', async () => {
    await the.sellOut({ faults: [{ name: 'rate-limited', retryAfterSeconds: 3_000, times: 1 }] });
    await expect.poll(the.attention).toBe('factory_unavailable');
    expect(await the.cli('workflow', 'metadata', '-w', restockId)).toContain('429');
    await expect.poll(() => the.handle().executeUpdate(retryNowUpdate)).toBe(true);
    await expect.poll(the.state).toBe('delivered');
  });

  it('goes on in a new run when its history has grown long', async () => {
    await the.sellOut({ faults: [{ name: 'forget-callback' }] });
    await expect.poll(the.state).toBe('ordered');
    // Each part when the one before is done with: a signal that comes just then puts the new run off.
    for (let part = 1; part <= 10; part++) {
      await the.shop.factory.callBack(restockId, { quantity: 1, deliveryId: `part-${part}` });
      await expect.poll(async () => (await the.row()).delivered).toBe(part);
      await comeToRest(the, ['RUNNING', 'COMPLETED'], `part ${part}`);
    }
    expect(await the.state()).toBe('delivered');
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await the.handle().result()).toMatchObject({ delivered: 10 });
    const { events } = await the.handle().fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).toBeTruthy();
  });

  it('fails at once when the factory refuses for good, and is the dead letter', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    expect(await the.row()).toMatchObject({ state: 'failed', attention: 'factory_rejected' });
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 0, requests: 1 }]);
    await expect(the.handle().result()).rejects.toMatchObject({
      cause: { type: 'factory_rejected', details: [{ step: 'placeFactoryOrder' }] },
    });
  });

  it('gives up after its time is over', async () => {
    await the.sellOut({ timing: { orderRoundInterval: 50, giveUpAfter: 400 }, faults: [{ name: 'down' }] });
    await expect.poll(the.status).toBe('FAILED');
    expect(await the.row()).toMatchObject({ state: 'failed', attention: 'factory_unavailable' });
  });

  it('books a delivery in parts', async () => {
    await the.sellOut({ faults: [{ name: 'in-parts', parts: 3, delayMs: 20 }] });
    await expect.poll(the.state).toBe('delivered');
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await the.handle().result()).toMatchObject({ delivered: 10 });
  });

  it('takes a delivery that comes before the order was confirmed', async () => {
    await the.sellOut({ faults: [{ name: 'early-callback' }] });
    await expect.poll(the.state).toBe('delivered');
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('books what came before it began, which it was never told of', async () => {
    await the.open({ leadTime: 100_000 });
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await receiveDelivery(the.db, { restockId, senderDeliveryId: 'a', quantity: 10, source: 'callback' }, 0);
    await the.shop.startWorkers();
    await expect.poll(the.state).toBe('delivered');
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
  });

  it('counts a callback that comes twice once', async () => {
    await the.sellOut({ faults: [{ name: 'callback-twice' }] });
    await expect.poll(the.state).toBe('delivered');
    await expect.poll(async () => (await the.shop.factory.order(restockId))?.callbacks.length).toBe(2);
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
    expect(await the.attention()).toBeNull();
  });

  it('is not harmed by signals that mean nothing', async () => {
    await the.sellOut({ leadTime: 100_000 });
    await expect.poll(the.state).toBe('ordered');
    await the.cli('workflow', 'signal', '-w', restockId, '--name', 'delivered');
    await the.cli('workflow', 'signal', '-w', restockId, '--name', 'delivered', '-i', '{"bookingKey":"x"}');
    await the.cli('workflow', 'signal', '-w', restockId, '--name', 'unheard-of', '-i', '1');
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.state).toBe('delivered');
    expect(await addUp(the.db)).toMatchObject({ onHand: 10, delivered: 10 });
  });

  it('says that a delivery is overdue, and books it when it comes after all', async () => {
    await the.sellOut({ timing: { overdueGrace: 100 }, leadTime: 100_000 });
    await expect.poll(the.attention).toBe('delivery_overdue');
    await the.shop.factory.callBack(restockId);
    await expect.poll(the.state).toBe('delivered');
    expect(await the.attention()).toBeNull();
  });

  it('is not held up by the orders of another factory that does not answer', async () => {
    await the.open({ faults: [{ name: 'slow' }] });
    await stockDonuts(the.db, 1, { factoryId: otherFactoryId }, 'bagel');
    await the.shop.startWorkers();
    await the.shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await expect.poll(async () => (await the.shop.factory.order(restockId))?.requests).toBe(1);
    await the.shop.sell({ sku: 'bagel', quantity: 1, idempotencyKey: null });
    await expect.poll(() => onHandOf(the.db, 'bagel')).toBe(10);
    expect(await the.shop.otherFactory.orders()).toMatchObject([{ key: 'restock-bagel-1', accepted: 1 }]);
    expect(await the.state()).toBe('requested');
  });
});
