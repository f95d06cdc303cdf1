import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import type { RestockRow } from '../../src/db/rows.ts';
import { recordCancellation } from '../../src/restocking/restock-transitions.ts';
import { statusOf } from '../../src/restocking/restock-status.ts';
import { describeDatabase } from '../support/databases.ts';
import { factoryId } from '../support/donuts.ts';
import { insertDeliveries } from '../support/many-rows.ts';
import { facts, restockDesk } from '../support/repair-desk.ts';

const kim = { actor: 'Kim', reason: 'a test' };
const { failed, unasked, refused, inDoubt, ordered } = facts;
const held = 'what it still delivers is held for a person.';
const has = `${factoryId} has the order and could not be told; ${held}`;
const mayHave = `${factoryId} may have the order and could not be told; ${held}`;
const none = `${factoryId} has no order of it.`;
const told = `${factoryId} was told.`;

describeDatabase('what a person is told of a restock that is called off is true', (open) => {
  let db: Database;
  let desk: ReturnType<typeof restockDesk>;

  beforeEach(async () => {
    ({ db } = await open());
    desk = restockDesk(db);
  });

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
    await desk.restock({ ...failed, ...columns });
    desk.factory.answer = answer;
    const { action } = await desk.repair.cancel(desk.id, kim);
    expect(action).toMatchObject({ outcome: 'done', message });
    // Nobody asks a factory for what it does not have, and only one that was asked may have been told.
    expect(desk.factory.asked).toEqual(message === none ? [] : [desk.id]);
    const lastError = [has, mayHave].includes(message) ? message : null;
    expect(await desk.row()).toMatchObject({ state: 'cancelled', attention: null, lastError });
    expect(desk.otherFactory.asked).toEqual([]);
    expect(desk.workflows.changed).toEqual([desk.id]);
  });

  it('and its factory is not configured any more', async () => {
    await desk.restock({ ...failed, ...ordered, factory_id: 'FF-gone' });
    const { action } = await desk.repair.cancel(desk.id, kim);
    expect(action.message).toBe(has.replace(factoryId, 'FF-gone'));
  });

  it('and a person does not wait for the factory for long', async () => {
    await desk.restock({ ...failed, ...ordered });
    await desk.repair.cancel(desk.id, kim);
    expect(desk.factory.timeouts).toEqual([5_000]);
  });

  it('by its workflow, which tells the factory itself', async () => {
    await desk.started({ state: 'ordered', ...ordered });
    const { action } = await desk.repair.cancel(desk.id, kim);
    expect(action.message).toBe('Its workflow was told to call it off, and tells the factory where it can.');
    expect(desk.workflows.cancelled).toEqual([desk.id]);
    expect([desk.factory.asked, (await desk.row()).state]).toEqual([[], 'ordered']);
  });

  it('and its workflow ends before it can be told', async () => {
    await desk.started({ state: 'ordered', ...ordered });
    desk.workflows.cancel = () => Promise.resolve('gone');
    expect((await desk.repair.cancel(desk.id, kim)).action.message).toBe(told);
    expect(desk.factory.asked).toEqual([desk.id]);
  });

  it('and the goods come while the factory is told', async () => {
    await desk.restock({ ...failed, ...ordered });
    desk.factory.cancelOrder = async () => {
      await desk.repair.receive(desk.id, { ...kim, deliveryId: null });
      return true;
    };
    expect((await desk.repair.cancel(desk.id, kim)).action.message).toBe('Meanwhile it was delivered.');
    expect(await desk.row()).toMatchObject({ state: 'delivered', delivered: 10 });
  });

  it.each<[facts: string, columns: Partial<RestockRow>, factoryTold: boolean, lastError: string | null]>([
    ['was never ordered', unasked, false, null],
    ['was refused', refused, false, null],
    ['may have been ordered', inDoubt, false, mayHave],
    ['may have been ordered', inDoubt, true, null],
    ['was ordered', { state: 'ordered', ...ordered }, false, has],
    ['was ordered', { state: 'ordered', ...ordered }, true, null],
  ])('by its workflow, and %s: %o, told: %s', async (_, columns, factoryTold, lastError) => {
    await desk.restock(columns);
    expect(await recordCancellation(db, desk.id, factoryTold)).toMatchObject({ state: 'cancelled', lastError });
  });

  it.each([true, false])('with goods that are held: why they are (factory told: %s)', async (factoryTold) => {
    await desk.restock({ state: 'ordered', ...ordered });
    await insertDeliveries(db, [desk.id], { status: 'held', hold_reason: 'Ten are too many.' });
    const cancelled = await recordCancellation(db, desk.id, factoryTold);
    expect(cancelled).toMatchObject({ attention: 'unexpected_delivery', lastError: 'Ten are too many.' });
    const { sentence } = statusOf(cancelled);
    expect(sentence).toContain('wait for a decision since');
    expect(sentence).toMatch(/: Ten are too many\.$/);
    expect(sentence.includes(has)).toBe(!factoryTold);
    await desk.repair.decideDelivery(`${desk.id}/only`, { ...kim, decision: 'send_back' });
    expect(await desk.row()).toMatchObject({ attention: null, lastError: factoryTold ? null : has });
  });
});
