import { expect, it, type TestContext } from 'vitest';
import { addUp, donut } from '../support/donuts.ts';
import { comeToRest, facts, resetEverywhere, resetPoints } from '../support/resets.ts';
import { describeRestocks, restockId, type RestockUnderTest } from '../support/restock-under-test.ts';

type Setting = Parameters<RestockUnderTest['open']>[0];

const farAway = 3_600_000;
const slow = { timeout: 120_000 };

describeRestocks('a restock that is reset everywhere, again and again', (the) => {
  /** Sells the only donut; the factory promises the goods for at once, so that deadlines are near after a reset too. */
  async function sellOut(setting: Setting = {}): Promise<void> {
    const shop = await the.open(setting);
    await the.db('products').update({ lead_time_seconds: 0 });
    await shop.startWorkers();
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
  }

  /** The factory would take a second order for a new one: only our own record keeps us from placing it. */
  const forgetKeys = () => the.shop.factory.setFaults([{ name: 'forget-keys' }]);

  /** Looks whether everything is as it is now. */
  async function nothingChanges() {
    const before = await facts(the);
    return async (which: string) => expect({ which, ...(await facts(the)) }).toEqual({ which, ...before });
  }

  async function sweepUntil(state: string): Promise<void> {
    const sweep = async () => {
      await the.sweep();
      return the.state();
    };
    await expect.poll(sweep).toBe(state);
  }

  async function expectDeliveredOnce(): Promise<void> {
    await sweepUntil('delivered');
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  }

  /** MySQL differs in its locks and keys, not in what a reset does: some shapes are enough there. */
  function skipOnMysql(context: TestContext): void {
    context.skip(the.db.client.config.client === 'mysql2', 'all shapes are tested on SQLite');
  }

  const delivered: { what: string; setting: Setting; onMysql?: true }[] = [
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
  ];
  it.for(delivered)('stays delivered: what came $what', slow, async ({ setting, onMysql }, context) => {
    if (!onMysql) skipOnMysql(context);
    await sellOut(setting);
    await expectDeliveredOnce();
    await expect.poll(the.status).toBe('COMPLETED');
    await forgetKeys();
    // Where the signal is not applied again, it waits once more for what is on the shelf already.
    const points = await resetPoints(the);
    const resets = await resetEverywhere(the, points, ['COMPLETED', 'RUNNING'], await nothingChanges());
    // At least three ended tasks, each twice and in two ways; signals that come together make fewer of them.
    expect(resets).toBeGreaterThanOrEqual(12);
  });

  const failed: { how: string; setting: Setting; accepted: number; onMysql?: true }[] = [
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
  ];
  it.for(failed)('fails again as long as nothing is set right: it $how', slow, async (shape, context) => {
    if (!shape.onMysql) skipOnMysql(context);
    await sellOut(shape.setting);
    await expect.poll(the.status).toBe('FAILED');
    if (shape.accepted === 1) await forgetKeys();
    expect(await facts(the)).toMatchObject({ state: 'failed', accepted: shape.accepted, bookings: 0 });
    const points = await resetPoints(the);
    expect(await resetEverywhere(the, points, ['FAILED'], await nothingChanges())).toBeGreaterThanOrEqual(12);

    await the.shop.factory.setFaults([]);
    await the.reset('FirstWorkflowTask');
    if (shape.accepted === 1) await the.shop.factory.callBack(restockId);
    await expectDeliveredOnce();
    await comeToRest(the, ['COMPLETED', 'FAILED'], 'repaired');

    // The old run is still there, and somebody may still reset it: what was repaired stays repaired.
    await forgetKeys();
    await resetEverywhere(the, points, ['COMPLETED', 'FAILED'], await nothingChanges(), [[]]);
  });

  it('stays cancelled, though its workflow forgets that it was', slow, async (context) => {
    skipOnMysql(context);
    await sellOut({ leadTime: farAway });
    await expect.poll(the.state).toBe('ordered');
    await comeToRest(the, ['RUNNING'], 'waiting');
    await the.handle().cancel();
    await expect.poll(the.status).toBe('CANCELLED');
    await forgetKeys();
    expect(await facts(the)).toMatchObject({ state: 'cancelled', accepted: 1, bookings: 0 });
    const points = await resetPoints(the);
    // Temporal does not apply the cancellation again: where it waited, it waits again, for nothing.
    await resetEverywhere(the, points, ['CANCELLED', 'COMPLETED', 'RUNNING'], await nothingChanges());

    // What comes after all is held for a person.
    await the.shop.factory.callBack(restockId);
    await the.reset('FirstWorkflowTask');
    await comeToRest(the, ['CANCELLED', 'COMPLETED'], 'called back');
    expect(await facts(the)).toMatchObject({ state: 'cancelled', accepted: 1, bookings: 0, onShelf: 0 });
  });

  it('ends as delivered, not as a dead letter, when it waits in vain for what is on the shelf', slow, async () => {
    await sellOut({ timing: { overdueGrace: 1_000, abandonAfter: 2_000 } });
    await expectDeliveredOnce();
    await expect.poll(the.status).toBe('COMPLETED');
    await resetEverywhere(the, await resetPoints(the), ['COMPLETED'], await nothingChanges(), [['SIGNAL']]);
    expect(await the.handle().result()).toEqual({ state: 'delivered', delivered: 10 });
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
    await the.shop.factory.callBack(restockId);
    await expectDeliveredOnce();
  });

  const running: { what: string; setting: Setting; state: string; rest: number; onMysql?: true }[] = [
    { what: 'the delivery', setting: { leadTime: farAway }, state: 'ordered', rest: 10, onMysql: true },
    {
      what: 'the other half',
      setting: { faults: [{ name: 'in-parts', parts: 2, delayMs: farAway }] },
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
    await the.shop.factory.callBack(restockId, { quantity: shape.rest, deliveryId: 'the-rest' });
    await expectDeliveredOnce();
    await comeToRest(the, ['COMPLETED'], 'delivered');
    await resetEverywhere(the, points, ['COMPLETED', 'RUNNING'], await nothingChanges());
  });
});
