import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { RestockAction } from '../../src/restocking/repair/action-store.ts';
import { createBulkRetry } from '../../src/restocking/repair/bulk-retry.ts';
import { createRetry, type Retry } from '../../src/restocking/repair/retry.ts';
import type { RepairDeps } from '../../src/restocking/repair/repair-deps.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import type { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';
import { aMinuteAgo, insertRestocks, skusOf } from '../support/many-rows.ts';
import { repairDesk } from '../support/repair-desk.ts';

const asked = { name: 'tuesday', filter: {}, perSecond: 100, actor: 'Kim', reason: 'the outage is over' };
const noPause = () => Promise.resolve();
/** A retry of which nothing comes but its answer. */
const atOnce: Retry = () => Promise.resolve({ action: { message: null } as RestockAction, repeated: false });

describeDatabase('a retry of many restocks, row by row', (open) => {
  let db: OpenDatabase['db'];
  let deps: RepairDeps;
  let workflows: FakeRestockWorkflows;
  let many: ReturnType<typeof createBulkRetry>;

  beforeEach(async () => {
    ({ db } = await open());
    ({ deps, workflows } = repairDesk(db));
    many = createBulkRetry(deps, createRetry(deps), noPause);
  });

  /** So many restocks that gave up. */
  async function failed(count: number): Promise<string[]> {
    const columns = { state: 'failed', failed_at: aMinuteAgo(), attention: 'factory_unavailable' };
    const ids = await insertRestocks(db, skusOf(count), { ...columns, attention_since: aMinuteAgo() });
    await Promise.all(ids.map((id) => workflows.startOrJoin({ id })));
    for (const id of ids) workflows.end(id);
    return ids;
  }
  const some = () => many.retrySome('tuesday', () => undefined);
  const items = () => db('bulk_retry_items').where({ bulk: 'tuesday' }).orderBy('restock_id');

  it('takes fifty at a time until the last one, and each once', async () => {
    const ids = await failed(123);
    const retried: string[] = [];
    const retry: Retry = (id, ...rest) => {
      retried.push(id);
      return atOnce(id, ...rest);
    };
    const quick = createBulkRetry(deps, retry, noPause);
    expect(await quick.start(asked)).toMatchObject({ waiting: 123, retried: 0, finishedAt: null });
    const told: number[] = [];
    const next = () => quick.retrySome('tuesday', ({ waiting }) => told.push(waiting));
    expect(await next()).toMatchObject({ waiting: 73 });
    expect(await next()).toMatchObject({ waiting: 23 });
    expect(await quick.find('tuesday')).toMatchObject({ finishedAt: null });
    expect(await next()).toEqual({ retried: 123, skipped: 0, refused: 0, waiting: 0 });
    expect((await quick.find('tuesday')).finishedAt).not.toBeNull();
    expect(retried).toEqual(ids);
    // After each of them: the worker would be taken for dead otherwise.
    expect(told).toEqual(ids.map((_, index) => 122 - index));
  });

  it('stops where Temporal goes away, and goes on with the same ones when it is back', async () => {
    await failed(5);
    await many.start(asked);
    const away = many.retrySome('tuesday', ({ retried }) => {
      workflows.isAway = retried === 2;
    });
    await expect(away).rejects.toMatchObject({ code: 'temporal-away' });
    expect(await many.find('tuesday')).toMatchObject({ retried: 2, refusedCount: 0, skipped: 0, waiting: 3 });
    await expect(some()).rejects.toMatchObject({ code: 'temporal-away' });
    workflows.isAway = false;
    expect(await some()).toEqual({ retried: 5, skipped: 0, refused: 0, waiting: 0 });
  });

  it('stops at an error of our own as well, rather than to call it a refusal', async () => {
    await failed(2);
    await many.start(asked);
    const broken = createBulkRetry(deps, () => Promise.reject(new Error('no connection left')), noPause);
    await expect(broken.retrySome('tuesday', () => undefined)).rejects.toThrow('no connection left');
    expect(await many.find('tuesday')).toMatchObject({ waiting: 2 });
  });

  it('tells those apart that need it no more, and those that cannot be retried', async () => {
    const [needless = '', impossible = '', other = '', elsewhere = ''] = await failed(4);
    await many.start(asked);
    await db('restocks').where({ id: needless }).update({ state: 'delivered', open_sku: null });
    // Somebody has reset it.
    await workflows.control.startAnew({ id: elsewhere } as Restock);
    await db('restocks').where({ id: elsewhere }).update({ state: 'requested', trying_since: new Date() });
    const retry = createRetry(deps);
    const refusing: Retry = (id, ...rest) =>
      id === impossible ? retry('restock-nothing-1', ...rest) : retry(id, ...rest);
    await createBulkRetry(deps, refusing, noPause).retrySome('tuesday', () => undefined);
    expect((await items()).map(({ restock_id, outcome, message }) => [restock_id, outcome, message])).toEqual([
      [needless, 'skipped', 'It is delivered already, so nothing is left to do.'],
      [impossible, 'refused', 'There is no restock restock-nothing-1.'],
      [other, 'retried', 'It goes on from where it failed, in a new run instead of run-1.'],
      [elsewhere, 'skipped', 'FF-500293 is being asked right now, and may accept. Ask again when its answer is known.'],
    ]);
  });

  it('keeps to the rate that was asked for, however long each of them takes', async () => {
    await failed(4);
    await many.start({ ...asked, perSecond: 5 });
    const begun: number[] = [];
    const turns: { from: number; until: number }[] = [];
    let from = Date.now();
    const slow: Retry = async (...args) => {
      begun.push(Date.now());
      await delay(10);
      return createRetry(deps)(...args);
    };
    const timed = createBulkRetry(deps, slow, async (until) => {
      turns.push({ from, until });
      from = Date.now();
    });
    await timed.retrySome('tuesday', () => undefined);
    expect(turns).toHaveLength(4);
    for (const [index, turn] of turns.entries()) {
      // Its turn began between the end of the one before and its own retry, and takes a fifth of a second.
      expect(turn.until).toBeGreaterThanOrEqual(turn.from + 200);
      expect(turn.until).toBeLessThanOrEqual(begun[index]! + 200);
    }
  });

  it('really waits', async () => {
    await failed(2);
    await many.start({ ...asked, perSecond: 4 });
    const began = Date.now();
    await createBulkRetry(deps, atOnce).retrySome('tuesday', () => undefined);
    // A timer may come a millisecond early.
    expect(Date.now() - began).toBeGreaterThanOrEqual(2 * (250 - 1));
  });

  it('lists of those that could not be retried the first two hundred, and counts them all', async () => {
    const ordered = { state: 'ordered', ordered_at: aMinuteAgo(), attention: 'delivery_overdue' };
    const ids = await insertRestocks(db, skusOf(203), { ...ordered, attention_since: aMinuteAgo() });
    const bulk = await many.start(asked);
    expect(bulk).toMatchObject({ refusedCount: 203, waiting: 0 });
    expect(bulk.refused.map(({ id }) => id)).toEqual(ids.slice(0, 200));
  });

  it('of the same name is the same, and nothing is added to it', async () => {
    await failed(3);
    const first = await many.start(asked);
    await insertRestocks(db, ['another'], { state: 'failed', failed_at: aMinuteAgo() });
    expect(await many.start({ ...asked, actor: 'Lee' })).toEqual(first);
  });

  it('goes on after a worker that died, and retries none again that was retried by it', async () => {
    const [done = '', reset = '', lost = ''] = await failed(3);
    await many.start(asked);
    const by = { actor: 'Kim', reason: 'the outage is over' };
    // The first paused between two rounds and is noted as done, of the second only Temporal knows, the third was only asked for.
    await workflows.control.startAnew({ id: done } as Restock);
    workflows.pausing.add(done);
    await db('restocks').where({ id: done }).update({ state: 'requested', order_tries: 3, next_try_at: new Date() });
    await createRetry(deps)(done, by, 'tuesday');
    await createRetry(deps)(reset, by, 'tuesday');
    const pending = { outcome: 'pending', message: null, done_at: null, new_run_id: null };
    await db('restock_actions')
      .where({ restock_id: reset })
      .update({ ...pending, claim: `retry/${reset}/run-1`, run_id: 'run-1' });
    const [row] = await db('restock_actions').where({ restock_id: reset });
    await db('restock_actions').insert({ ...row!, id: 'lost', restock_id: lost, claim: `retry/${lost}/run-1` });
    await some();
    expect((await items()).map(({ outcome, message }) => [outcome, message])).toEqual([
      ['retried', 'It was retried before a worker died.'],
      ['retried', 'It was retried before a worker died.'],
      ['retried', 'It goes on from where it failed, in a new run instead of run-1.'],
    ]);
    const actions = await db('restock_actions').orderBy('restock_id');
    expect(actions.map(({ outcome, new_run_id }) => [outcome, new_run_id])).toEqual([
      ['done', null],
      ['done', 'run-2'],
      ['done', 'run-2'],
    ]);
    expect(await Promise.all([done, reset, lost].map((id) => workflows.control.latestRun(id)))).toMatchObject([
      { runId: 'run-2' },
      { runId: 'run-2' },
      { runId: 'run-2' },
    ]);
  });

  it('whose start got lost is started by the sweep, a while later and until it is finished', async () => {
    await failed(1);
    const started: string[] = [];
    workflows.control.startBulkRetry = async (name) => void started.push(name);
    for (const name of ['young', 'lost', 'finished']) await many.start({ ...asked, name });
    await db('bulk_retries').whereNot({ name: 'young' }).update({ requested_at: aMinuteAgo() });
    await db('bulk_retries').where({ name: 'finished' }).update({ finished_at: new Date() });
    started.length = 0;
    await many.resume();
    expect(started).toEqual(['lost']);
  });

  it('is not lost where Temporal is away when it is asked for', async () => {
    await failed(2);
    workflows.isAway = true;
    expect(await many.start(asked)).toMatchObject({ waiting: 2 });
  });
});
