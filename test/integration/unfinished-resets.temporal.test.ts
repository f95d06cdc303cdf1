import { expect, it } from 'vitest';
import { retryNowUpdate } from '../../src/workflows/restock-contract.ts';
import { farAway, halfOnly, resetDesk, slow, theRest, type Setting } from '../support/reset-desk.ts';
import { comeToRest, facts, resetEverywhere, resetPoints } from '../support/resets.ts';
import { describeRestocks } from '../support/restock-under-test.ts';

describeRestocks('an unfinished restock that is reset everywhere, again and again', (the) => {
  const {
    sellOut,
    forgetKeys,
    nothingChanges,
    nothingChangesAndItEnds,
    sweepUntil,
    expectDeliveredOnce,
    skipOnMysql,
    callBack,
  } = resetDesk(the);

  const cancelled: { when: string; setting: Setting; state: string; accepted: number; bookings: number }[] = [
    { when: 'while it waited', setting: { leadTime: farAway }, state: 'ordered', accepted: 1, bookings: 0 },
    { when: 'after a half', setting: { faults: halfOnly }, state: 'partially_delivered', accepted: 1, bookings: 1 },
    {
      when: 'before the factory took the order',
      setting: { timing: { orderRoundInterval: farAway }, faults: [{ name: 'down' }] },
      state: 'requested',
      accepted: 0,
      bookings: 0,
    },
  ];
  it.for(cancelled)('stays cancelled, and its workflow ends: called off $when', slow, async (shape, context) => {
    skipOnMysql(context);
    const { accepted, bookings } = shape;
    await sellOut(shape.setting);
    await expect.poll(the.state).toBe(shape.state);
    await expect.poll(the.attention).toBe(accepted === 0 ? 'factory_unavailable' : null);
    await comeToRest(the, ['RUNNING'], 'waiting');
    await the.handle().cancel();
    await expect.poll(the.status).toBe('CANCELLED');
    // It would take an order now, and a second one for a new one.
    await forgetKeys();
    expect(await facts(the)).toMatchObject({ state: 'cancelled', accepted, bookings });
    const points = await resetPoints(the);
    // Temporal does not apply the cancellation again: where it waited it waits again, until it is told.
    const look = await nothingChangesAndItEnds('CANCELLED', 'COMPLETED');
    await resetEverywhere(the, points, ['CANCELLED', 'COMPLETED', 'RUNNING'], look);
    if (accepted === 0) return;

    // What comes after all is held for a person.
    await callBack(theRest);
    await the.reset('FirstWorkflowTask');
    await comeToRest(the, ['CANCELLED', 'COMPLETED'], 'called back');
    expect(await facts(the)).toMatchObject({ state: 'cancelled', accepted, bookings });
    expect(await the.attention()).toBe('unexpected_delivery');
  });

  it('is taken up by each reset after it was terminated, and parked by each termination', slow, async (context) => {
    skipOnMysql(context);
    await sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    await comeToRest(the, ['RUNNING'], 'waiting');
    await forgetKeys();
    const waiting = await facts(the);
    const park = async () => {
      await the.handle().terminate('by mistake');
      await sweepUntil('failed');
      expect(await facts(the)).toEqual({ ...waiting, state: 'failed' });
    };
    await park();
    const points = await resetPoints(the);
    await resetEverywhere(the, points, ['RUNNING'], async (which) => {
      await the
        .db('restocks')
        .where({ state: 'failed' })
        .update({ failed_at: new Date(0) });
      await sweepUntil('ordered');
      expect({ which, ...(await facts(the)) }).toEqual({ which, ...waiting });
      await park();
    });
    await the.reset('FirstWorkflowTask');
    await sweepUntil('ordered');
    await callBack();
    await expectDeliveredOnce();
  });

  const running: { what: string; setting: Setting; state: string; rest: number; onMysql?: true }[] = [
    { what: 'the delivery', setting: { leadTime: farAway }, state: 'ordered', rest: 10, onMysql: true },
    {
      what: 'the other half',
      setting: { faults: halfOnly },
      state: 'partially_delivered',
      rest: 5,
    },
  ];
  it.for(running)('goes on waiting for $what, which then counts once', slow, async (shape, context) => {
    if (!shape.onMysql) skipOnMysql(context);
    await sellOut(shape.setting);
    await expect.poll(the.state).toBe(shape.state);
    await comeToRest(the, ['RUNNING'], 'waiting');
    await forgetKeys();
    const points = await resetPoints(the);
    await resetEverywhere(the, points, ['RUNNING'], await nothingChanges());
    await callBack({ quantity: shape.rest, deliveryId: 'the-rest' });
    await expectDeliveredOnce();
    await comeToRest(the, ['COMPLETED'], 'delivered');
    await resetEverywhere(the, points, ['COMPLETED', 'RUNNING'], await nothingChangesAndItEnds('COMPLETED'));
  });

  it('goes on waiting for a factory that is down, which then takes one order', slow, async (context) => {
    skipOnMysql(context);
    await sellOut({ timing: { orderRoundInterval: farAway }, faults: [{ name: 'down' }] });
    await expect.poll(the.attention).toBe('factory_unavailable');
    await comeToRest(the, ['RUNNING'], 'pausing');
    await resetEverywhere(the, await resetPoints(the), ['RUNNING'], await nothingChanges());
    await the.shop.factory.setFaults([]);
    await expect.poll(() => the.handle().executeUpdate(retryNowUpdate)).toBe(true);
    await expectDeliveredOnce();
  });
});
