import { beforeEach, describe, expect, it } from 'vitest';
import type { RestockRow } from '../../src/db/rows.ts';
import { createRepair, type Repair } from '../../src/restocking/repair/repair.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { recordCancellation } from '../../src/restocking/restock-transitions.ts';
import { statusOf } from '../../src/restocking/restock-status.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, onHandOf, otherFactoryId } from '../support/donuts.ts';
import { aMinuteAgo, insertDeliveries, insertRestocks } from '../support/many-rows.ts';
import { repairDesk } from '../support/repair-desk.ts';

const id = 'restock-donut-1';
const kim = { actor: 'Kim', reason: 'a test' };
const held = `what it still delivers is held for a person.`;
const has = `${factoryId} has the order and could not be told; ${held}`;
const mayHave = `${factoryId} may have the order and could not be told; ${held}`;
const none = `${factoryId} has no order of it.`;
const told = `${factoryId} was told.`;

const failed = { state: 'failed', failed_at: aMinuteAgo(), attention: 'internal_error', attention_since: aMinuteAgo() };
const unasked = {};
const refused = { order_tries: 2, doubtful_tries: 0 };
const inDoubt = { order_tries: 2, doubtful_tries: 1 };
const ordered = { order_tries: 1, ordered_at: aMinuteAgo(), expected_at: aMinuteAgo() };
const partly = { ...ordered, state: 'partially_delivered', delivered: 4 };

describeDatabase('what a person is told of a repair is true', (open) => {
  let db: OpenDatabase['db'];
  let desk: ReturnType<typeof repairDesk>;
  let repair: Repair;

  beforeEach(async () => {
    ({ db } = await open());
    desk = repairDesk(db);
    repair = createRepair(desk.deps);
  });

  const restock = (columns: Partial<RestockRow> = {}) => insertRestocks(db, ['donut'], columns);
  const started = async (columns: Partial<RestockRow> = {}) => {
    await restock({ started_at: aMinuteAgo(), ...columns });
    await desk.workflows.startOrJoin({ id });
  };
  const row = () => getRestock(db, id);
  const latestRun = () => desk.workflows.control.latestRun(id);

  describe('when it is called off', () => {
    it.each<[facts: string, columns: Partial<RestockRow>, answer: 'yes' | 'cannot' | 'down', message: string]>([
      ['was never ordered', unasked, 'cannot', none],
      ['was refused', refused, 'down', none],
      ['may have been ordered', inDoubt, 'yes', told],
      ['may have been ordered', inDoubt, 'cannot', mayHave],
      ['may have been ordered', inDoubt, 'down', mayHave],
      ['was ordered', ordered, 'yes', told],
      ['was ordered', ordered, 'cannot', has],
      ['was ordered', ordered, 'down', has],
    ])('and %s: %o, at a factory that answers %s: %s', async (_, columns, answer, message) => {
      await restock({ ...failed, ...columns });
      desk.factory.answer = answer;
      const { action } = await repair.cancel(id, kim);
      expect(action).toMatchObject({ outcome: 'done', message });
      // Nobody asks a factory for what it does not have, and only one that was asked may have been told.
      expect(desk.factory.asked).toEqual(message === none ? [] : [id]);
      const lastError = [has, mayHave].includes(message) ? message : null;
      expect(await row()).toMatchObject({ state: 'cancelled', attention: null, lastError });
      expect(desk.otherFactory.asked).toEqual([]);
      expect(desk.workflows.changed).toEqual([id]);
    });

    it('and its factory is not configured any more', async () => {
      await restock({ ...failed, ...ordered, factory_id: 'FF-gone' });
      const { action } = await repair.cancel(id, kim);
      expect(action.message).toBe(has.replace(factoryId, 'FF-gone'));
    });

    it('and a person does not wait for the factory for long', async () => {
      await restock({ ...failed, ...ordered });
      await repair.cancel(id, kim);
      expect(desk.factory.timeouts).toEqual([5_000]);
    });

    it('by its workflow, which tells the factory itself', async () => {
      await started({ state: 'ordered', ...ordered });
      const { action } = await repair.cancel(id, kim);
      expect(action.message).toBe('Its workflow was told to call it off, and tells the factory where it can.');
      expect(desk.workflows.cancelled).toEqual([id]);
      expect([desk.factory.asked, (await row()).state]).toEqual([[], 'ordered']);
    });

    it('and its workflow ends before it can be told', async () => {
      await started({ state: 'ordered', ...ordered });
      desk.workflows.cancel = () => Promise.resolve('gone');
      expect((await repair.cancel(id, kim)).action.message).toBe(told);
      expect(desk.factory.asked).toEqual([id]);
    });

    it('and the goods come while the factory is told', async () => {
      await restock({ ...failed, ...ordered });
      desk.factory.cancelOrder = async () => {
        await repair.receive(id, { ...kim, deliveryId: null });
        return true;
      };
      expect((await repair.cancel(id, kim)).action.message).toBe('Meanwhile it was delivered.');
      expect(await row()).toMatchObject({ state: 'delivered', delivered: 10 });
    });

    it.each<[facts: string, columns: Partial<RestockRow>, factoryTold: boolean, lastError: string | null]>([
      ['was never ordered', unasked, false, null],
      ['was refused', refused, false, null],
      ['may have been ordered', inDoubt, false, mayHave],
      ['may have been ordered', inDoubt, true, null],
      ['was ordered', { state: 'ordered', ...ordered }, false, has],
      ['was ordered', { state: 'ordered', ...ordered }, true, null],
    ])('by its workflow, and %s: %o, told: %s', async (_, columns, factoryTold, lastError) => {
      await restock(columns);
      expect(await recordCancellation(db, id, factoryTold)).toMatchObject({ state: 'cancelled', lastError });
    });

    it.each([true, false])('with goods that are held: why they are (factory told: %s)', async (factoryTold) => {
      await restock({ state: 'ordered', ...ordered });
      await insertDeliveries(db, [id], { status: 'held', hold_reason: 'Ten are too many.' });
      const cancelled = await recordCancellation(db, id, factoryTold);
      expect(cancelled).toMatchObject({ attention: 'unexpected_delivery', lastError: 'Ten are too many.' });
      const { sentence } = statusOf(cancelled);
      expect(sentence).toContain('wait for a decision since');
      expect(sentence).toMatch(/: Ten are too many\.$/);
      expect(sentence.includes(has)).toBe(!factoryTold);
      await repair.decideDelivery(`${id}/only`, { ...kim, decision: 'send_back' });
      expect(await row()).toMatchObject({ attention: null, lastError: factoryTold ? null : has });
    });
  });

  it('when it is closed short: what came, and that nobody tells the factory', async () => {
    await started(partly);
    const { action } = await repair.closeShort(id, kim);
    expect(action.message).toBe(`Closed with 4 of 10. ${factoryId} is not told.`);
    expect(desk.factory.asked).toEqual([]);
    expect(await row()).toMatchObject({ state: 'delivered', delivered: 4 });
    expect(desk.workflows.changed).toEqual([id]);
  });

  it('when it is received by hand: what is on the shelf', async () => {
    await started(ordered);
    const { action } = await repair.receive(id, { ...kim, quantity: 4, deliveryId: 'D-1' });
    expect(action.message).toBe('4 × donut received by hand and put on the shelf.');
    expect([await onHandOf(db, 'donut'), (await row()).delivered]).toEqual([4, 4]);
    expect(desk.workflows.changed).toEqual([id]);
  });

  it('when it gets another deadline: the new one and the former one', async () => {
    await started({ state: 'ordered', ...ordered });
    const { expectedAt: former } = await row();
    const expectedAt = new Date(Date.now() + 3_600_000);
    const { action } = await repair.extendDeadline(id, { ...kim, expectedAt });
    expect(action.message).toBe(`Expected at ${expectedAt.toISOString()} instead of ${former?.toISOString()}.`);
    expect((await row()).expectedAt).toEqual(expectedAt);
    expect([desk.workflows.changed, desk.factory.asked]).toEqual([[id], []]);
  });

  describe('when held goods are decided on', () => {
    beforeEach(async () => {
      await started({ state: 'ordered', ...ordered });
      await insertDeliveries(db, [id], { status: 'held', quantity: 11 });
    });

    it.each([
      ['take_in' as const, '11 × donut put on the shelf after all.', 11, 'booked'],
      ['send_back' as const, '11 × donut go back to the sender.', 0, 'returned'],
    ])('%s: %s', async (decision, message, onHand, status) => {
      const { action } = await repair.decideDelivery(`${id}/only`, { ...kim, decision });
      expect(action.message).toBe(message);
      expect(await onHandOf(db, 'donut')).toBe(onHand);
      expect((await db('deliveries').first())?.status).toBe(status);
      expect(desk.workflows.changed).toEqual([id]);
    });
  });

  describe('when it gets another factory', () => {
    const change = { ...kim, factoryId: otherFactoryId, confirmed: true };

    it('which one, and the doubt about the former is none about this one', async () => {
      await started({ ...failed, ...inDoubt, next_try_at: new Date(), trying_since: aMinuteAgo() });
      const { action } = await repair.changeFactory(id, change);
      expect(action).toMatchObject({
        message: `Ordered from ${otherFactoryId} instead of ${factoryId}.`,
        newRunId: 'run-2',
      });
      expect(await row()).toMatchObject({
        factoryId: otherFactoryId,
        state: 'requested',
        attention: null,
        failedAt: null,
        doubtfulTries: 0,
        tryingSince: null,
        nextTryAt: null,
      });
      expect(await latestRun()).toMatchObject({ runId: 'run-2', status: 'RUNNING' });
      // Nothing was asked of the second one yet, so nothing needs to be confirmed.
      await repair.changeFactory(id, { ...kim, factoryId, confirmed: false });
      expect((await row()).factoryId).toBe(factoryId);
    });

    it('and Temporal goes away on the way', async () => {
      await started({ ...failed, ...refused });
      desk.deps.control.startAnew = () => Promise.reject(new Error('Temporal is away'));
      await expect(repair.changeFactory(id, change)).rejects.toThrow('Temporal is away');
      expect(await db('restock_actions')).toMatchObject([{ outcome: 'failed', message: 'Temporal is away' }]);
    });

    it.each([
      ['is asked this moment', 10_000, 'being-asked'],
      ['was asked by a worker that died over it', 30_000, null],
    ])('whose former one %s', async (_, age, code) => {
      await started({ ...inDoubt, trying_since: new Date(Date.now() - age) });
      const changed = repair.changeFactory(id, change).catch((error: unknown) => error);
      if (code === null) expect(await changed).toMatchObject({ repeated: false });
      else expect(await changed).toMatchObject({ code: 'not-applicable', facts: { coded: { code } } });
    });
  });

  describe('when it is retried', () => {
    const pausing = { order_tries: 3, next_try_at: aMinuteAgo(), attention: 'factory_unavailable' };

    it('in a pause between two rounds, which is over then', async () => {
      await started(pausing);
      desk.workflows.pausing.add(id);
      const { action, repeated } = await repair.retry(id, kim);
      expect(action.message).toBe('The pause was cut short: it is asked now.');
      expect([repeated, desk.workflows.pausing.size]).toEqual([false, 0]);
      // A second press means the first.
      expect(await repair.retry(id, kim)).toEqual({ action, repeated: true });
      await db('restock_actions').update({ asked_at: new Date(Date.now() - 11_000) });
      await expect(repair.retry(id, kim)).rejects.toMatchObject({ facts: { coded: { code: 'being-asked' } } });
    });

    it('after it gave up', async () => {
      await started({ ...failed, ...refused });
      desk.workflows.end(id);
      const { action } = await repair.retry(id, kim);
      expect(action).toMatchObject({
        message: 'It goes on from where it failed, in a new run instead of run-1.',
        runId: 'run-1',
        newRunId: 'run-2',
      });
      expect(await row()).toMatchObject({ state: 'requested', attention: null });
      expect(await latestRun()).toMatchObject({ runId: 'run-2', status: 'RUNNING' });
      expect(await repair.retry(id, kim)).toEqual({ action, repeated: true });
    });

    it('after somebody has reset it by hand', async () => {
      await started({ ...failed, ...refused });
      const { action } = await repair.retry(id, kim);
      expect(action.message).toBe('Its workflow was at work again already.');
      expect(await row()).toMatchObject({ state: 'requested', attention: null });
      expect([await latestRun(), desk.workflows.changed]).toMatchObject([{ runId: 'run-1' }, [id]]);
    });

    it('after Temporal has forgotten it', async () => {
      await restock({ ...failed, ...refused });
      const { action } = await repair.retry(id, kim);
      expect(action.message).toBe('Temporal knew nothing of it any more, so it was started again under the same id.');
      expect(desk.workflows.started).toEqual([id]);
      expect(await row()).toMatchObject({ state: 'requested', startedAt: expect.any(Date) as Date });
    });

    it('while somebody else does, or did until their process died', async () => {
      await started({ ...failed, ...refused });
      desk.workflows.end(id);
      const { resetFailed } = desk.deps.control;
      const lee = { actor: 'Lee', reason: 'first' };
      let seen: unknown;
      desk.deps.control.resetFailed = async (...args) => {
        seen = await repair.retry(id, kim).catch((error: unknown) => error);
        throw new Error('killed', { cause: args });
      };
      await expect(repair.retry(id, lee)).rejects.toThrow('killed');
      const { coded } = (seen as { facts: { coded: { facts: { seconds: number } } } }).facts;
      expect(seen).toMatchObject({
        code: 'not-applicable',
        message: expect.stringMatching(/^Lee is retrying it/) as string,
      });
      expect(coded.facts.seconds).toBeGreaterThan(0);
      expect(coded.facts.seconds).toBeLessThanOrEqual(15);
      // As a process leaves it that dies: asked for, its outcome unknown.
      const claim = { claim: `retry/${id}/run-1`, outcome: 'pending', message: null, done_at: null };
      await db('restock_actions').update({ ...claim, asked_at: new Date(Date.now() - 14_000) });
      desk.deps.control.resetFailed = resetFailed;
      await expect(repair.retry(id, kim)).rejects.toMatchObject({ facts: { coded: { code: 'under-way' } } });
      await db('restock_actions').update({ asked_at: new Date(Date.now() - 16_000) });
      expect((await repair.retry(id, kim)).action).toMatchObject({ actor: 'Lee', outcome: 'done', newRunId: 'run-2' });
    });

    it('and fails, of which nothing keeps it from being retried again', async () => {
      await started({ ...failed, ...refused });
      desk.workflows.end(id);
      const { resetFailed } = desk.deps.control;
      desk.deps.control.resetFailed = () => Promise.reject(new Error('no history'));
      await expect(repair.retry(id, kim)).rejects.toThrow('no history');
      expect(await db('restock_actions')).toMatchObject([{ outcome: 'failed', message: 'no history' }]);
      expect(await row()).toMatchObject({ state: 'failed' });
      desk.deps.control.resetFailed = resetFailed;
      expect(await repair.retry(id, kim)).toMatchObject({ repeated: false, action: { outcome: 'done' } });
    });
  });

  it('also where the workflow cannot be told: it is done, and the sweep tells', async () => {
    await started(partly);
    desk.workflows.isAway = true;
    expect(await repair.closeShort(id, kim)).toMatchObject({ repeated: false, action: { outcome: 'done' } });
    expect((await row()).state).toBe('delivered');
    expect(desk.log.text()).toContain('change not signalled now; the sweep will signal it');
  });
});
