import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';

describeDatabase('readiness, as time goes by', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  beforeEach(async (context) => {
    const { dialect, ...opened } = await open();
    ({ db } = opened);
    api = await startApi(db);
    context.skip(dialect === 'MySQL', 'a clock that jumps is ahead of the answers of a server');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await api.close();
  });
  const ready = async () => {
    const { status, body } = await api.get('/readyz');
    return [status, body['temporal']];
  };

  it('is asked of the database twice a second at most, and no less', async () => {
    expect(await ready()).toEqual([200, 'ok']);
    const done = await db('knex_migrations');
    await db('knex_migrations').delete();
    await vi.advanceTimersByTimeAsync(499);
    expect(await ready()).toEqual([200, 'ok']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ready()).toEqual([503, undefined]);
    await db('knex_migrations').insert(done);
    await vi.advanceTimersByTimeAsync(500);
    expect(await ready()).toEqual([200, 'ok']);
  });

  it('tells within five seconds that Temporal is away, and that it is back', async () => {
    expect(await ready()).toEqual([200, 'ok']);
    api.workflows.isAway = true;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await ready()).toEqual([200, 'ok']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ready()).toEqual([200, 'away']);
    api.workflows.isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await ready()).toEqual([200, 'ok']);
  });

  it('waits two seconds for a Temporal that says nothing', async () => {
    const asked = new Promise<void>((resolve) => {
      api.workflows.statusOf = () => new Promise(() => resolve());
    });
    const answer = ready();
    await asked;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await answer).toEqual([200, 'away']);
  });
});
