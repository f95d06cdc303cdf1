import { expect, it } from 'vitest';
import { retryNowUpdate } from '../../src/workflows/restock-contract.ts';
import { donut, factoryId } from '../support/donuts.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const anHour = 3_600_000;

describeRestocks('until a factory accepts, a restock', (the) => {
  const nextTryAt = async () => (await the.row()).nextTryAt;
  const retryNow = () => the.handle().executeUpdate(retryNowUpdate);
  /** How long the pauses of its present run were meant to be, in milliseconds. */
  async function pauses(): Promise<number[]> {
    const { events } = await the.handle().fetchHistory();
    const timers = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) => timer?.startToFireTimeout ?? []);
    return timers.map(({ seconds, nanos }) => Number(seconds) * 1_000 + (nanos ?? 0) / 1_000_000);
  }

  it('stays away for as many seconds as the factory asks', async () => {
    const fault = { name: 'rate-limited', retryAfterSeconds: 3_000, times: 1 } as const;
    await the.sellOut({ timing: { giveUpAfter: 24 * anHour }, faults: [fault] });
    await expect.poll(pauses).toHaveLength(1);
    const { requestedAt, nextTryAt: end } = await the.row();
    const passed = Date.now() - requestedAt.getTime();
    expect(Number(end)).toBeLessThanOrEqual(Date.now() + 3_000_000);
    expect(Number(end)).toBeGreaterThanOrEqual(Number(requestedAt) + 3_000_000);
    const [pause] = await pauses();
    expect(pause).toBeLessThanOrEqual(3_000_000);
    expect(pause).toBeGreaterThanOrEqual(3_000_000 - passed);
  });

  it('asks again within seconds when the fault is our own', async () => {
    const shop = await the.open({ timing: { orderTries: 1, orderRoundInterval: anHour, giveUpAfter: 2 * anHour } });
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await the.db('restocks').update({ factory_id: 'FF-0' });
    await shop.startWorkers();
    await expect.poll(pauses).toHaveLength(1);
    expect(await the.attention()).toBe('internal_error');
    await expect.poll(retryNow).toBe(true);
    await expect.poll(pauses).toHaveLength(2);
    const [first, second] = await pauses();
    expect(first).toBeLessThanOrEqual(10_000);
    expect(second).toBeGreaterThan(10_000);
    expect(second).toBeLessThanOrEqual(20_000);
    await the.db('restocks').update({ factory_id: factoryId });
    await expect.poll(retryNow).toBe(true);
    await expect.poll(the.state).toBe('delivered');
  });

  it('gives up as long after its first try when a new run continues its long history', async () => {
    // Each pause would end only when it gives up.
    const timing = { orderTries: 1, orderRoundInterval: 2 * anHour, giveUpAfter: anHour };
    await the.sellOut({ timing, faults: [{ name: 'down' }] });
    await expect.poll(pauses).toHaveLength(1);
    const giveUpAt = await nextTryAt();
    const { runId } = await the.handle().describe();
    const goOn = async () => {
      // Refused while the factory is asked.
      await retryNow().catch(() => false);
      return (await the.handle().describe()).runId;
    };
    await expect.poll(goOn).not.toBe(runId);
    await expect.poll(async () => (await pauses()).length).toBeGreaterThan(0);
    await expect.poll(nextTryAt).toEqual(giveUpAt);
  });

  it('shows the time at which Temporal makes the next try', async () => {
    await the.sellOut({ timing: { orderRetryInterval: 20_000 }, faults: [{ name: 'down' }] });
    const order = async () => (await the.handle().describe()).raw.pendingActivities?.[0];
    for (const attempt of [2, 3]) {
      await expect.poll(async () => (await order())?.attempt).toBe(attempt);
      const meant = Number((await order())?.nextAttemptScheduleTime?.seconds) * 1_000;
      // The next pause is twice as long: 20 s more, or 40.
      expect(Math.abs(Number(await nextTryAt()) - meant)).toBeLessThan(10_000);
      if (attempt === 2) await tryAtOnce();
    }
  });

  /** Temporal makes the next try at once of an activity that was paused between two. */
  async function tryAtOnce(): Promise<void> {
    const { workflowService } = the.handle().client.connection;
    const activity = {
      namespace: the.handle().client.options.namespace,
      execution: { workflowId: restockId },
      type: 'placeFactoryOrder',
    };
    await workflowService.pauseActivity(activity);
    await workflowService.unpauseActivity(activity);
  }

  it('lets the factory answer later than the heartbeat time-out', async (context) => {
    context.skip(the.db.client.config.client === 'mysql2', 'heartbeats are the same on every database');
    await the.sellOut({ timing: { orderTimeout: 20_000 }, faults: [{ name: 'slow', delayMs: 6_000, times: 1 }] });
    await expect.poll(the.state).toBe('delivered');
    const { events } = await the.handle().fetchHistory();
    const order = events?.find((event) => event.activityTaskStartedEventAttributes);
    expect(order?.activityTaskStartedEventAttributes?.attempt).toBe(1);
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 1 }]);
  });
});
