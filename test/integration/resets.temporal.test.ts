import { expect, it } from 'vitest';
import { factoryId } from '../support/donuts.ts';
import { farAway, halfOnly, resetDesk, slow, theRest, type Setting } from '../support/reset-desk.ts';
import { comeToRest, facts, resetEverywhere, resetPoints } from '../support/resets.ts';
import { describeRestocks } from '../support/restock-under-test.ts';

describeRestocks('a finished restock that is reset everywhere, again and again', (the) => {
  const { sellOut, forgetKeys, nothingChanges, nothingChangesAndItEnds, expectDeliveredOnce, skipOnMysql, callBack } =
    resetDesk(the);

  const delivered: {
    what: string;
    setting: Setting;
    onMysql?: true;
    meanwhile?: () => Promise<void>;
    end?: 'FAILED';
  }[] = [
    { what: 'at once', setting: {}, onMysql: true },
    { what: 'in parts', setting: { faults: [{ name: 'in-parts', parts: 3, delayMs: 50 }] }, onMysql: true },
    { what: 'before the order was confirmed', setting: { faults: [{ name: 'early-callback' }] } },
    {
      what: 'after the factory had been down',
      setting: { timing: { orderRoundInterval: 50 }, faults: [{ name: 'down', times: 4 }] },
    },
    {
      what: 'in so many parts that it goes on in a new run, unless several came at once',
      setting: { faults: [{ name: 'in-parts', parts: 10, delayMs: 150 }] },
    },
    {
      what: 'after it was overdue',
      setting: { timing: { overdueGrace: 50 }, leadTime: farAway },
      async meanwhile() {
        await expect.poll(the.attention).toBe('delivery_overdue');
        await callBack();
      },
    },
    {
      what: 'after it had failed, so that its workflow never knew',
      setting: { timing: { overdueGrace: 50, abandonAfter: 100 }, leadTime: farAway },
      async meanwhile() {
        await expect.poll(the.status).toBe('FAILED');
        await callBack();
      },
      end: 'FAILED',
    },
  ];
  it.for(delivered)('stays delivered: what came $what', slow, async (shape, context) => {
    if (!shape.onMysql) skipOnMysql(context);
    await sellOut(shape.setting);
    await shape.meanwhile?.();
    await expectDeliveredOnce();
    const ends = shape.end ? [shape.end] : [];
    await expect.poll(the.status).toBe(shape.end ?? 'COMPLETED');
    await forgetKeys();
    // Where the signal is not applied again, it waits once more for what is on the shelf already, until it is told.
    const points = await resetPoints(the);
    // Of one that failed, the last event says so already.
    const look = await nothingChangesAndItEnds('COMPLETED', ...ends);
    const resets = await resetEverywhere(the, points, ['COMPLETED', 'RUNNING', ...ends], look);
    // At least three ended tasks, each twice and in two ways; signals that come together make fewer of them.
    expect(resets).toBeGreaterThanOrEqual(12);
  });

  const failed: { how: string; setting: Setting; accepted: number; bookings?: number; onMysql?: true }[] = [
    { how: 'was refused', setting: { faults: [{ name: 'refuse' }] }, accepted: 0, onMysql: true },
    {
      how: 'found the factory unavailable for too long',
      setting: { timing: { orderTries: 1, orderRoundInterval: 50, giveUpAfter: 80 }, faults: [{ name: 'down' }] },
      accepted: 0,
    },
    {
      how: 'was left without a delivery',
      setting: { timing: { overdueGrace: 50, abandonAfter: 100 }, leadTime: farAway },
      accepted: 1,
    },
    {
      how: 'got a half, and not the other one',
      setting: { timing: { overdueGrace: 50, abandonAfter: 1_000 }, faults: halfOnly },
      accepted: 1,
      bookings: 1,
    },
    {
      how: 'met a fault of our own',
      setting: { timing: { orderTries: 1, orderRoundInterval: 50, giveUpAfter: 80 }, factoryIsUnknown: true },
      accepted: 0,
    },
  ];
  it.for(failed)('fails again as long as nothing is set right: it $how', slow, async (shape, context) => {
    if (!shape.onMysql) skipOnMysql(context);
    await sellOut(shape.setting);
    await expect.poll(the.status).toBe('FAILED');
    if (shape.accepted === 1) await forgetKeys();
    const { accepted, bookings = 0 } = shape;
    expect(await facts(the)).toMatchObject({ state: 'failed', accepted, bookings });
    const points = await resetPoints(the);
    expect(await resetEverywhere(the, points, ['FAILED'], await nothingChanges())).toBeGreaterThanOrEqual(12);

    await the.shop.factory.setFaults([]);
    await the.db('restocks').update({ factory_id: factoryId });
    await the.reset('FirstWorkflowTask');
    if (accepted === 1) await callBack(bookings === 1 ? theRest : {});
    await expectDeliveredOnce();
    await comeToRest(the, ['COMPLETED', 'FAILED'], 'repaired');

    // The old run is still there, and somebody may still reset it: what was repaired stays repaired.
    await forgetKeys();
    await resetEverywhere(the, points, ['COMPLETED', 'FAILED'], await nothingChanges(), [[]]);
  });

  const waits = [
    { until: 'it is overdue', timing: { overdueGrace: 1_000, abandonAfter: 2_000 } },
    { until: 'it is given up', timing: { overdueGrace: 2_000, abandonAfter: 2_000 } },
  ];
  const inVain = 'ends as delivered, not as a dead letter, when it waits in vain for what is on the shelf';
  it.for(waits)(`${inVain} until $until`, slow, async ({ timing }) => {
    await sellOut({ timing });
    await expectDeliveredOnce();
    await expect.poll(the.status).toBe('COMPLETED');
    await resetEverywhere(the, await resetPoints(the), ['COMPLETED'], await nothingChanges(), [['SIGNAL']]);
    expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 10 });
  });
});
