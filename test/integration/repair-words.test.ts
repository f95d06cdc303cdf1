import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { describeDatabase } from '../support/databases.ts';
import { factoryId, onHandOf, otherFactoryId } from '../support/donuts.ts';
import { aMinuteAgo, insertDeliveries } from '../support/many-rows.ts';
import { facts, restockDesk } from '../support/repair-desk.ts';

const kim = { actor: 'Kim', reason: 'a test' };
const { failed, refused, inDoubt, ordered } = facts;
const partly = { ...ordered, state: 'partially_delivered', delivered: 4 };

describeDatabase('what a person is told of a repair is true', (open) => {
  let db: Database;
  let desk: ReturnType<typeof restockDesk>;

  beforeEach(async () => {
    ({ db } = await open());
    desk = restockDesk(db);
  });

  it('when it is closed short: what came, and that nobody tells the factory', async () => {
    await desk.started(partly);
    const { action } = await desk.repair.closeShort(desk.id, kim);
    expect(action.message).toBe(`Closed with 4 of 10. ${factoryId} is not told.`);
    expect(desk.factory.asked).toEqual([]);
    expect(await desk.row()).toMatchObject({ state: 'delivered', delivered: 4 });
    expect(desk.workflows.changed).toEqual([desk.id]);
  });

  it('when it is received by hand: what is on the shelf', async () => {
    await desk.started(ordered);
    const { action } = await desk.repair.receive(desk.id, { ...kim, quantity: 4, deliveryId: 'D-1' });
    expect(action.message).toBe('4 × donut received by hand and put on the shelf.');
    expect([await onHandOf(db, 'donut'), (await desk.row()).delivered]).toEqual([4, 4]);
    expect(desk.workflows.changed).toEqual([desk.id]);
  });

  it('when it gets another deadline: the new one and the former one', async () => {
    await desk.started({ state: 'ordered', ...ordered });
    const { expectedAt: former } = await desk.row();
    const expectedAt = new Date(Date.now() + 3_600_000);
    const { action } = await desk.repair.extendDeadline(desk.id, { ...kim, expectedAt });
    expect(action.message).toBe(`Expected at ${expectedAt.toISOString()} instead of ${former?.toISOString()}.`);
    expect((await desk.row()).expectedAt).toEqual(expectedAt);
    expect([desk.workflows.changed, desk.factory.asked]).toEqual([[desk.id], []]);
  });

  describe('when held goods are decided on', () => {
    beforeEach(async () => {
      await desk.started({ state: 'ordered', ...ordered });
      await insertDeliveries(db, [desk.id], { status: 'held', quantity: 11 });
    });

    it.each([
      ['take_in' as const, '11 × donut put on the shelf after all.', 11, 'booked'],
      ['send_back' as const, '11 × donut go back to the sender.', 0, 'returned'],
    ])('%s: %s', async (decision, message, onHand, status) => {
      const { action } = await desk.repair.decideDelivery(`${desk.id}/only`, { ...kim, decision });
      expect(action.message).toBe(message);
      expect(await onHandOf(db, 'donut')).toBe(onHand);
      expect((await db('deliveries').first())?.status).toBe(status);
      expect(desk.workflows.changed).toEqual([desk.id]);
    });
  });

  describe('when it gets another factory', () => {
    const change = { ...kim, factoryId: otherFactoryId, confirmed: true };

    it('which one, and the doubt about the former is none about this one', async () => {
      await desk.started({ ...failed, ...inDoubt, next_try_at: new Date(), trying_since: aMinuteAgo() });
      const { action } = await desk.repair.changeFactory(desk.id, change);
      expect(action).toMatchObject({
        message: `Ordered from ${otherFactoryId} instead of ${factoryId}.`,
        newRunId: 'run-2',
      });
      expect(await desk.row()).toMatchObject({
        factoryId: otherFactoryId,
        state: 'requested',
        attention: null,
        failedAt: null,
        doubtfulTries: 0,
        tryingSince: null,
        nextTryAt: null,
      });
      expect(await desk.latestRun()).toMatchObject({ runId: 'run-2', status: 'RUNNING' });
      // Nothing was asked of the second one yet, so nothing needs to be confirmed.
      await desk.repair.changeFactory(desk.id, { ...kim, factoryId, confirmed: false });
      expect((await desk.row()).factoryId).toBe(factoryId);
    });

    it('and Temporal goes away on the way', async () => {
      await desk.started({ ...failed, ...refused });
      desk.deps.control.startAnew = () => Promise.reject(new Error('Temporal is away'));
      await expect(desk.repair.changeFactory(desk.id, change)).rejects.toThrow('Temporal is away');
      expect(await db('restock_actions')).toMatchObject([{ outcome: 'failed', message: 'Temporal is away' }]);
    });

    it('unless the former one is asked this moment, which a worker that died over it does not', async () => {
      await desk.started({ ...inDoubt, trying_since: new Date(Date.now() - 10_000) });
      const refusal = { code: 'not-applicable', facts: { coded: { code: 'being-asked' } } };
      await expect(desk.repair.changeFactory(desk.id, change)).rejects.toMatchObject(refusal);
      await db('restocks').update({ trying_since: new Date(Date.now() - 30_000) });
      expect(await desk.repair.changeFactory(desk.id, change)).toMatchObject({ repeated: false });
    });
  });

  describe('when it is retried', () => {
    const pausing = { order_tries: 3, next_try_at: aMinuteAgo(), attention: 'factory_unavailable' };

    it('in a pause between two rounds, which is over then', async () => {
      await desk.started(pausing);
      desk.workflows.pausing.add(desk.id);
      const { action, repeated } = await desk.repair.retry(desk.id, kim);
      expect(action.message).toBe('The pause was cut short: it is asked now.');
      expect([repeated, desk.workflows.pausing.size]).toEqual([false, 0]);
      // A second press means the first.
      expect(await desk.repair.retry(desk.id, kim)).toEqual({ action, repeated: true });
      await db('restock_actions').update({ asked_at: new Date(Date.now() - 11_000) });
      await expect(desk.repair.retry(desk.id, kim)).rejects.toMatchObject({
        facts: { coded: { code: 'being-asked' } },
      });
    });

    it('after it gave up', async () => {
      await desk.started({ ...failed, ...refused });
      desk.workflows.end(desk.id);
      const { action } = await desk.repair.retry(desk.id, kim);
      expect(action).toMatchObject({
        message: 'It goes on from where it failed, in a new run instead of run-1.',
        runId: 'run-1',
        newRunId: 'run-2',
      });
      expect(await desk.row()).toMatchObject({ state: 'requested', attention: null });
      expect(await desk.latestRun()).toMatchObject({ runId: 'run-2', status: 'RUNNING' });
      expect(await desk.repair.retry(desk.id, kim)).toEqual({ action, repeated: true });
    });

    it('after somebody has reset it by hand', async () => {
      await desk.started({ ...failed, ...refused });
      const { action } = await desk.repair.retry(desk.id, kim);
      expect(action.message).toBe('Its workflow was at work again already.');
      expect(await desk.row()).toMatchObject({ state: 'requested', attention: null });
      expect([await desk.latestRun(), desk.workflows.changed]).toMatchObject([{ runId: 'run-1' }, [desk.id]]);
    });

    it('after Temporal has forgotten it', async () => {
      await desk.restock({ ...failed, ...refused });
      const { action } = await desk.repair.retry(desk.id, kim);
      expect(action.message).toBe('Temporal knew nothing of it any more, so it was started again under the same id.');
      expect(desk.workflows.started).toEqual([desk.id]);
      expect(await desk.row()).toMatchObject({ state: 'requested', startedAt: expect.any(Date) as Date });
    });

    it('while somebody else does, or did until their process died', async () => {
      await desk.started({ ...failed, ...refused });
      desk.workflows.end(desk.id);
      const { resetFailed } = desk.deps.control;
      const lee = { actor: 'Lee', reason: 'first' };
      let seen: unknown;
      desk.deps.control.resetFailed = async (...args) => {
        seen = await desk.repair.retry(desk.id, kim).catch((error: unknown) => error);
        throw new Error('killed', { cause: args });
      };
      await expect(desk.repair.retry(desk.id, lee)).rejects.toThrow('killed');
      const { coded } = (seen as { facts: { coded: { facts: { seconds: number } } } }).facts;
      expect(seen).toMatchObject({
        code: 'not-applicable',
        message: expect.stringMatching(/^Lee is retrying it/) as string,
      });
      expect(coded.facts.seconds).toBeGreaterThan(0);
      expect(coded.facts.seconds).toBeLessThanOrEqual(15);
      // As a process leaves it that dies: asked for, its outcome unknown.
      const claim = { claim: `retry/${desk.id}/run-1`, outcome: 'pending', message: null, done_at: null };
      await db('restock_actions').update({ ...claim, asked_at: new Date(Date.now() - 14_000) });
      desk.deps.control.resetFailed = resetFailed;
      await expect(desk.repair.retry(desk.id, kim)).rejects.toMatchObject({ facts: { coded: { code: 'under-way' } } });
      await db('restock_actions').update({ asked_at: new Date(Date.now() - 16_000) });
      expect((await desk.repair.retry(desk.id, kim)).action).toMatchObject({
        actor: 'Lee',
        outcome: 'done',
        newRunId: 'run-2',
      });
    });

    it('and fails, of which nothing keeps it from being retried again', async () => {
      await desk.started({ ...failed, ...refused });
      desk.workflows.end(desk.id);
      const { resetFailed } = desk.deps.control;
      desk.deps.control.resetFailed = () => Promise.reject(new Error('no history'));
      await expect(desk.repair.retry(desk.id, kim)).rejects.toThrow('no history');
      expect(await db('restock_actions')).toMatchObject([{ outcome: 'failed', message: 'no history' }]);
      expect(await desk.row()).toMatchObject({ state: 'failed' });
      desk.deps.control.resetFailed = resetFailed;
      expect(await desk.repair.retry(desk.id, kim)).toMatchObject({ repeated: false, action: { outcome: 'done' } });
    });
  });

  it('also where the workflow cannot be told: it is done, and the sweep tells', async () => {
    await desk.started(partly);
    desk.workflows.isAway = true;
    expect(await desk.repair.closeShort(desk.id, kim)).toMatchObject({ repeated: false, action: { outcome: 'done' } });
    expect((await desk.row()).state).toBe('delivered');
    expect(desk.log.text()).toContain('change not signalled now; the sweep will signal it');
  });
});
