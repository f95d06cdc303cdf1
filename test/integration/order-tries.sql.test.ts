import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { beginTry, endTry } from '../../src/restocking/order-tries.ts';
import { recordCancellation, recordFailure, recordOrder } from '../../src/restocking/restock-transitions.ts';
import { getRestock, requestRestock } from '../../src/restocking/restock-store.ts';
import { keptTries, triesOf, type TryEnd } from '../../src/restocking/restock-tries.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId, quickTiming, stockDonuts } from '../support/donuts.ts';

const away: TryEnd = { answer: 'unavailable', isDoubtful: false };
const run = 'run-1';

describeEachDatabase('the tries to order a restock', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let products = 0;
  let id: string;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    const sku = `DONUT-${++products}`;
    id = `restock-${sku}-1`;
    await stockDonuts(db, 1, {}, sku);
    const cause = { kind: 'person', detail: 'a test' } as const;
    await requestRestock(db, sku, { cause, timing: quickTiming });
  });

  const fail = async (end: TryEnd = away, error = 'It answered 503') => {
    const { orderTries } = await beginTry(db, id, run);
    await endTry(db, id, orderTries, { ...end, error, nextTryAt: null });
  };
  const timeline = async () => {
    const { body } = await api.get(`/v1/restocks/${id}`);
    return body['timeline'] as { event: string; message: string; at: string; facts: Record<string, unknown> }[];
  };
  const messages = async () => (await timeline()).map(({ message }) => message);

  it('are kept each with its time, whom it asked, what came of it and why', async () => {
    const before = Date.now();
    await fail({ answer: 'none', isDoubtful: true }, 'It closed the connection');
    await fail();
    const { orderTries } = await beginTry(db, id, 'run-2');
    await recordOrder(db, id, 'F-1', orderTries);
    const tries = await triesOf(db, id);
    const common = { factoryId, beganAt: expect.any(Date) as Date, endedAt: expect.any(Date) as Date };
    expect(tries).toEqual([
      { ...common, number: 1, runId: run, answer: 'none', isDoubtful: true, error: 'It closed the connection' },
      { ...common, number: 2, runId: run, answer: 'unavailable', isDoubtful: false, error: 'It answered 503' },
      { ...common, number: 3, runId: 'run-2', answer: 'accepted', isDoubtful: false, error: null },
    ]);
    const times = tries.flatMap(({ beganAt, endedAt }) => [beganAt, endedAt!]).map((time) => time.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect(await getRestock(db, id)).toMatchObject({ orderTries: 3, state: 'ordered' });
  });

  it('are told in words and by name, between the request and the acceptance', async () => {
    await fail({ answer: 'none', isDoubtful: true }, 'It did not answer');
    await fail({ answer: 'unavailable', isDoubtful: true }, 'It answered 503.');
    await fail({ answer: 'not_asked', isDoubtful: false }, 'The product is unknown here.');
    await fail({ answer: 'rejected', isDoubtful: false }, 'It does not make donuts');
    const { orderTries } = await beginTry(db, id, run);
    expect((await messages()).at(-1)).toBe(`Try 5: ${factoryId} is being asked.`);
    await recordOrder(db, id, 'F-1', orderTries);
    expect((await messages()).slice(1)).toEqual([
      `Try 1: without answer of ${factoryId}: It did not answer.`,
      `Try 2: ${factoryId} did not confirm the order: It answered 503. It may have taken it all the same.`,
      `Try 3: ${factoryId} was not asked: The product is unknown here.`,
      `Try 4: ${factoryId} refused the order for good: It does not make donuts.`,
      `Try 5: ${factoryId} accepted the order.`,
      `${factoryId} accepted the order of 10 as F-1.`,
    ]);
    const { endedAt } = (await triesOf(db, id))[1]!;
    expect((await timeline())[2]).toMatchObject({
      event: 'tried',
      facts: {
        tryNumber: 2,
        factoryId,
        answer: 'unavailable',
        answeredAt: endedAt?.toISOString(),
        doubtful: true,
        error: 'It answered 503.',
        runId: run,
      },
    });
  });

  it.each([
    ['the next one has begun', async () => void (await beginTry(db, id, run))],
    ['the restock was called off', async () => void (await recordCancellation(db, id, true))],
    ['it gave up', async () => void (await recordFailure(db, id, 'factory_unavailable', 'It took too long'))],
    [
      'its worker must be gone',
      async () => {
        const longAgo = new Date(Date.now() - 60_000);
        await db('restocks').where({ id }).update({ trying_since: longAgo });
      },
    ],
  ])('are without answer where nobody wrote down the end, once %s', async (_, happens) => {
    await beginTry(db, id, run);
    expect((await timeline()).find(({ event }) => event === 'tried')?.facts['answer']).toBe('pending');
    await happens();
    const [, first] = await timeline();
    expect(first).toMatchObject({ event: 'tried', facts: { answer: 'none', doubtful: true } });
    expect(first?.facts).not.toHaveProperty('answeredAt');
    expect(first?.message).toBe(`Try 1: without answer of ${factoryId}, which may have taken the order.`);
  });

  it('that end when another was accepted, or the restock is over, are told as they ended', async () => {
    await beginTry(db, id, run);
    await beginTry(db, id, 'run-2');
    await recordOrder(db, id, 'F-1', 2);
    await recordOrder(db, id, 'F-2', 1);
    expect((await triesOf(db, id)).map(({ answer }) => answer)).toEqual(['accepted', 'accepted']);
    expect(await getRestock(db, id)).toMatchObject({ factoryOrderId: 'F-1' });
    await recordCancellation(db, id, true);
    await endTry(db, id, 1, { answer: 'none', isDoubtful: true, error: 'late', nextTryAt: null });
    expect((await triesOf(db, id))[0]).toMatchObject({ answer: 'none', error: 'late' });
    expect(await getRestock(db, id)).toMatchObject({ state: 'cancelled', orderTries: 2 });
  });

  it('are kept as the first and the latest ones only, however many there are, and all counted', async () => {
    const { first, latest } = keptTries;
    const count = 3 * (first + latest) + 7;
    for (let number = 1; number <= count; number++) await fail(away, `Error ${number}`);
    // One that ends after its place was taken.
    await endTry(db, id, first + 1, { ...away, answer: 'rejected', error: 'late', nextTryAt: null });

    const { body } = await api.get(`/v1/restocks/${id}`);
    expect(body['status']).toMatchObject({ tries: count });
    const told = (await timeline()).slice(1);
    const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect(
      told.filter(({ event }) => event === 'tried').map(({ facts }) => [facts['tryNumber'], facts['error']]),
    ).toEqual(
      [...numbers(1, first), ...numbers(count - latest + 1, count)].map((number) => [number, `Error ${number}`]),
    );
    expect(told[first]).toMatchObject({
      event: 'tries_left_out',
      message: `Tries ${first + 1} to ${count - latest} are counted, but not kept.`,
      facts: { tries: count - first - latest, tryNumber: first + 1, lastTryNumber: count - latest },
    });
    expect(told).toHaveLength(first + latest + 1);
    const rows = await db('restock_tries').where({ restock_id: id }).count({ count: '*' });
    expect(Number(rows[0]?.['count'])).toBe(first + latest);
  });

  it('from before they were kept are counted', async () => {
    await db('restocks').where({ id }).update({ order_tries: 6 });
    await fail();
    expect((await messages()).slice(1)).toEqual([
      'Tries 1 to 6 are counted, but not kept.',
      `Try 7: ${factoryId} did not confirm the order: It answered 503.`,
    ]);
  });

  it('cost one statement at the begin, and one at the end', async () => {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => statements.push(sql);
    db.on('query', note);
    await fail();
    const { orderTries } = await beginTry(db, id, run);
    await recordOrder(db, id, 'F-1', orderTries);
    db.off('query', note);
    expect(statements.filter((sql) => sql.includes('restock_tries')).map((sql) => sql.slice(0, 6))).toEqual([
      'insert',
      'update',
      'insert',
      'update',
    ]);
  });
});
