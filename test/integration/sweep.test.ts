import { beforeEach, describe, expect, it } from 'vitest';
import type { RestockRow } from '../../src/db/rows.ts';
import { findRestocks } from '../../src/restocking/restock-store.ts';
import { showChanges } from '../../src/restocking/show-changes.ts';
import { sweep, type SweepReport } from '../../src/restocking/sweep.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, onHandOf } from '../support/donuts.ts';
import { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';
import { aMinuteAgo, insertDeliveries, insertRestocks, skusOf } from '../support/many-rows.ts';

/** More than it does at once, twice, and some. */
const skus = skusOf(19);

const nothing: SweepReport = {
  started: 0,
  markedFailed: 0,
  takenUp: 0,
  ended: 0,
  withoutFactory: 0,
  signalled: 0,
  booked: 0,
  failures: [],
  differences: [],
};

describeDatabase('a sweep', (open) => {
  let db: OpenDatabase['db'];
  let workflows: FakeRestockWorkflows;
  let progress: number;

  beforeEach(async () => {
    ({ db } = await open());
    workflows = new FakeRestockWorkflows();
    progress = 0;
  });

  const run = (factoryIds = new Set([factoryId])) =>
    sweep({ db, workflows, factoryIds, onProgress: () => (progress += 1) });
  const start = (ids: string[]) => Promise.all(ids.map((id) => workflows.startOrJoin({ id })));
  const startAll = async (columns: Partial<RestockRow> = {}) => {
    const ids = await insertRestocks(db, skus, { started_at: aMinuteAgo(), ...columns });
    await start(ids);
    return ids;
  };
  const allOf = (value: unknown) => skus.map(() => value);
  const rows = async () =>
    findRestocks(
      db,
      (await db('restocks').select('id')).map(({ id }) => id),
    );
  const column = async (name: 'state' | 'attention') => (await rows()).map((restock) => restock[name]);

  describe('of many restocks repairs every one, and says after each few that it is alive', () => {
    it('whose start got lost', async () => {
      const ids = await insertRestocks(db, skus);
      expect(await run()).toEqual({ ...nothing, started: 19 });
      expect(workflows.started.toSorted()).toEqual(ids);
      expect((await rows()).filter(({ startedAt }) => startedAt === null)).toEqual([]);
      expect(progress).toBe(3);
    });

    it('whose workflow runs while nobody noted so', async () => {
      await startAll({ started_at: null });
      expect(await run()).toEqual(nothing);
      expect((await rows()).filter(({ startedAt }) => startedAt === null)).toEqual([]);
    });

    it('whose workflow was ended from outside', async () => {
      for (const id of await startAll()) workflows.end(id, 'TERMINATED');
      expect(await run()).toEqual({ ...nothing, markedFailed: 19 });
      expect(await column('state')).toEqual(allOf('failed'));
      expect((await rows())[18]?.lastError).toBe(
        'Its workflow was terminated from outside before the restock was done. Reset the workflow to go on with it.',
      );
    });

    it('that is marked failed while its workflow is at work again', async () => {
      await startAll({ state: 'failed', failed_at: aMinuteAgo() });
      expect(await run()).toEqual({ ...nothing, takenUp: 19 });
      expect(await column('state')).toEqual(allOf('requested'));
    });

    it('that is over while its workflow is at work', async () => {
      const ids = await startAll({ state: 'cancelled', open_sku: null, closed_at: aMinuteAgo() });
      expect(await run()).toEqual({ ...nothing, ended: 19 });
      expect(workflows.cancelled.toSorted()).toEqual(ids);
    });

    it('whose factory is not configured', async () => {
      await startAll();
      expect(await run(new Set())).toEqual({ ...nothing, withoutFactory: 19 });
      expect(await column('attention')).toEqual(allOf('internal_error'));
    });

    it('whose workflow was not told of a delivery', async () => {
      const deliveries = await insertDeliveries(db, await startAll());
      expect(await run()).toEqual({ ...nothing, signalled: 19 });
      expect(workflows.signalled.map(({ bookingKey }) => bookingKey).toSorted()).toEqual(deliveries);
    });

    it('that failed and has a delivery all the same', async () => {
      const ids = await insertRestocks(db, skus, { state: 'failed', failed_at: aMinuteAgo() });
      await insertDeliveries(db, ids);
      expect(await run()).toEqual({ ...nothing, booked: 19 });
      expect(await column('state')).toEqual(allOf('delivered'));
      expect(await Promise.all(skus.map((sku) => onHandOf(db, sku)))).toEqual(allOf(10));
    });
  });

  it('repairs all that can be, names some of what could not, and the next one goes on with these', async () => {
    const ids = await insertRestocks(db, skus);
    const startOrJoin = workflows.startOrJoin.bind(workflows);
    const lost = new Set(ids.filter((_, index) => index % 2 === 0 || index > 12));
    workflows.startOrJoin = (restock) =>
      lost.has(restock.id) ? Promise.reject(new Error(`${restock.id} was not taken`)) : startOrJoin(restock);
    const report = await run();
    expect(report.started).toBe(19 - lost.size);
    expect(report.failures).toHaveLength(10);
    expect(report.failures[0]).toBe(`${ids[0]} was not taken`);
    workflows.startOrJoin = startOrJoin;
    expect(await run()).toEqual({ ...nothing, started: lost.size });
  });

  it('leaves alone what a factory has accepted that is not configured any more: the goods still come', async () => {
    await startAll({ state: 'ordered', ordered_at: aMinuteAgo(), expected_at: new Date() });
    expect(await run(new Set())).toEqual(nothing);
    expect(await column('attention')).toEqual(allOf(null));
  });

  it('takes as many deliveries as it can, the oldest first, and the next one takes the rest', async () => {
    const ids = await insertRestocks(db, skusOf(1_003), { started_at: aMinuteAgo() });
    await start(ids);
    await insertDeliveries(db, ids.slice(3));
    const oldest = await insertDeliveries(db, ids.slice(0, 3), { received_at: new Date(0) });
    expect(await run()).toEqual({ ...nothing, signalled: 1_000 });
    const told = workflows.signalled.map(({ bookingKey }) => bookingKey);
    expect(told.slice(0, 3).toSorted()).toEqual(oldest);
    await db('deliveries').whereIn('id', told).update({ status: 'booked' });
    expect(await run()).toEqual({ ...nothing, signalled: 3 });
  });

  it('leaves alone what happened just now', async () => {
    const now = new Date();
    const young = await insertRestocks(db, skusOf(2, 'young'), { requested_at: now });
    const [waiting = ''] = await insertRestocks(db, ['waiting'], { started_at: aMinuteAgo() });
    const [over = ''] = await insertRestocks(db, ['over'], { state: 'cancelled', open_sku: null, closed_at: now });
    // Its workflow writes so before it ends.
    const failing = { state: 'failed', failed_at: new Date(Date.now() - 5_000) };
    const [failed = ''] = await insertRestocks(db, ['failed'], failing);
    await insertDeliveries(db, [waiting], { received_at: now });
    await start([waiting, over, failed]);
    expect(await run(new Set())).toEqual({ ...nothing, withoutFactory: 1 });
    expect([workflows.signalled, workflows.cancelled]).toEqual([[], []]);
    expect((await rows()).find(({ id }) => id === young[0])).toMatchObject({ startedAt: null, attention: null });
  });

  describe('of what Temporal shows', () => {
    const show = (ids: string[], state: string | null, attention: string | null) => {
      for (const id of ids) workflows.shown.set(id, { state, attention });
    };

    it('lets a workflow look again that shows another state or attention than its row has', async () => {
      const ids = await startAll({ state: 'ordered', ordered_at: aMinuteAgo(), attention: 'internal_error' });
      show(ids, 'ordered', 'internal_error');
      expect(await showChanges(db, workflows)).toBe(0);
      show(ids.slice(0, 2), 'requested', 'internal_error');
      show(ids.slice(2, 4), 'ordered', null);
      expect(await showChanges(db, workflows)).toBe(4);
      expect(workflows.changed.toSorted()).toEqual(ids.slice(0, 4));
    });

    it('finds each, however many there are', async () => {
      const ids = await insertRestocks(db, skusOf(1_003));
      await start(ids);
      show(ids, 'ordered', null);
      expect(await showChanges(db, workflows)).toBe(1_003);
      expect(workflows.changed.toSorted()).toEqual(ids);
    });

    it.each<[what: string, columnsAt: (now: Date) => Partial<RestockRow>]>([
      ['was requested just now', (now) => ({ requested_at: now })],
      ['was ordered just now', (now) => ({ state: 'ordered', ordered_at: now })],
      ['needs a person since just now', (now) => ({ attention: 'internal_error', attention_since: now })],
      ['has failed', () => ({ state: 'failed', failed_at: aMinuteAgo() })],
      ['is over', () => ({ state: 'delivered', open_sku: null, closed_at: aMinuteAgo() })],
    ])('lets no workflow look again whose restock %s', async (_, columnsAt) => {
      show(await startAll(columnsAt(new Date())), 'partially_delivered', 'delivery_overdue');
      expect(await showChanges(db, workflows)).toBe(0);
      expect(workflows.changed).toEqual([]);
    });

    it('counts none whose workflow is gone', async () => {
      show(await insertRestocks(db, skus), 'ordered', null);
      expect(await showChanges(db, workflows)).toBe(0);
    });
  });
});
