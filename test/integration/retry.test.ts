import { beforeEach, expect, it } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { actionsOf } from '../../src/restocking/repair/action-store.ts';
import { createRetry, type Retry } from '../../src/restocking/repair/retry.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import type { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';
import { aMinuteAgo, insertRestocks } from '../support/many-rows.ts';
import { repairDesk } from '../support/repair-desk.ts';

const kim = { actor: 'Kim', reason: 'the factory is back' };

describeDatabase('a retry of a restock that gave up', (open) => {
  let db: OpenDatabase['db'];
  let workflows: FakeRestockWorkflows;
  let retry: Retry;
  let id: string;

  beforeEach(async () => {
    ({ db } = await open());
    const desk = repairDesk(db);
    ({ workflows } = desk);
    retry = createRetry(desk.deps);
    [id = ''] = await insertRestocks(db, ['donut'], { state: 'failed', failed_at: aMinuteAgo() });
    await workflows.startOrJoin({ id });
    workflows.end(id);
  });

  it('can be asked for again at once when it could not be carried out, and both are on record', async () => {
    const { resetFailed } = workflows.control;
    workflows.control.resetFailed = () => Promise.reject(new Refusal('temporal-away', 'Temporal is away.'));
    await expect(retry(id, kim)).rejects.toMatchObject({ code: 'temporal-away' });
    workflows.control.resetFailed = resetFailed;
    expect(await retry(id, kim)).toMatchObject({ repeated: false, action: { newRunId: 'run-2' } });
    expect((await actionsOf(db, id)).map(({ outcome, message }) => [outcome, message])).toEqual([
      ['failed', 'Temporal is away.'],
      ['done', 'It goes on from where it failed, in a new run instead of run-1.'],
    ]);
  });
});
