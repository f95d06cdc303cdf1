import { expect, it } from 'vitest';
import { showChanges } from '../../src/restocking/show-changes.ts';
import { addUp, onHandOf } from '../support/donuts.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const farAway = 3_600_000;
const kim = { actor: 'Kim', reason: 'a test' };
const refused = (message: string) => ({ code: 'not-applicable', message: expect.stringContaining(message) as string });

describeRestocks('a person who decides what became of the goods', (the) => {
  const repair = () => the.shop.repair;
  const shown = async () => (await the.handle().describe()).typedSearchAttributes.getAll().map(({ value }) => value);

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
      refused('only 6 are still expected'),
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
