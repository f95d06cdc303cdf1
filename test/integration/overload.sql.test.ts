import { afterEach, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('more purchases than can be made', (open) => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function start(env: Record<string, string>) {
    const { db } = await open();
    await stockDonuts(db, 1_000);
    const api = await startApi(db, { env });
    closing.push(() => api.close());
    return { db, api };
  }

  /** Holds up all sales of donuts until it is told to let go. */
  async function holdUp(db: OpenDatabase['db']): Promise<() => Promise<void>> {
    const holder = await db.transaction();
    // On SQLite it is the one connection that they wait for.
    await holder('products').where({ sku: donut }).forUpdate().first();
    const release = async () => {
      if (!holder.isCompleted()) await holder.rollback();
    };
    closing.push(release);
    return release;
  }
  const buy = (api: TestApi) => api.post('/v1/purchases', { sku: donut });

  it('are refused at once, others are made in their turn, and then all is as before', async () => {
    const { db, api } = await start({ SALES_QUEUE_LIMIT: '10', SALES_BATCH_SIZE: '5', SALES_LONGEST_WAIT: '1m' });
    const release = await holdUp(db);
    let refusals = 0;
    const answers = Array.from({ length: 60 }, async () => {
      const answer = await buy(api);
      if (answer.status === 503) refusals += 1;
      return answer;
    });
    // At most one batch is under way and the queue is full: whoever else came has an answer while nothing moves.
    await expect.poll(() => refusals).toBeGreaterThanOrEqual(60 - 5 - 10);
    await release();
    const told = await Promise.all(answers);
    const refused = told.filter(({ status }) => status === 503);
    expect(refused[0]?.body).toMatchObject({ type: '/problems/busy' });
    expect(refused.every(({ headers }) => headers.get('Retry-After') === '1')).toBe(true);
    const sold = told.filter(({ status }) => status === 201).length;
    expect(sold).toBe(60 - refused.length);
    expect(sold).toBeGreaterThanOrEqual(10);
    expect(await api.get('/readyz')).toMatchObject({ status: 200, body: { sales: 'busy' } });
    expect((await buy(api)).status).toBe(201);
    expect(await addUp(db)).toMatchObject({ sold: sold + 1 });
  });

  it('do not wait longer than allowed', async () => {
    const { db, api } = await start({ SALES_LONGEST_WAIT: '50ms', SALES_BATCH_SIZE: '1', DATABASE_POOL_SIZE: '1' });
    const release = await holdUp(db);
    const first = buy(api);
    const others = await Promise.race([first, Promise.all([buy(api), buy(api)])]);
    expect(others).toMatchObject([{ status: 503 }, { status: 503 }]);
    await release();
    expect((await first).status).toBe(201);
    expect(await addUp(db)).toMatchObject({ sold: 1 });
  });

  it('are told to legacy clients in the only words that these know', async () => {
    const { db, api } = await start({
      SALES_QUEUE_LIMIT: '1',
      SALES_BATCH_SIZE: '1',
      DATABASE_POOL_SIZE: '1',
      SALES_LONGEST_WAIT: '1m',
    });
    const release = await holdUp(db);
    const checkouts = [1, 2, 3].map(() => api.fetchRaw('/checkout', { method: 'POST' }));
    const refused = await Promise.race(checkouts);
    expect([refused.status, await refused.json()]).toEqual([500, { message: '데이터베이스 연결 오류' }]);
    await release();
    const statuses = (await Promise.all(checkouts)).map(({ status }) => status);
    expect([200, 500].map((status) => statuses.filter((each) => each === status).length)).toEqual([2, 1]);
  });
});
