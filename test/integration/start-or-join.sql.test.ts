import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createStartOrJoin } from '../../src/restocking/start-or-join.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';

describeEachDatabase('many products that run out at once', (open) => {
  it('are started a few at a time, each once, also where one of them cannot be', async () => {
    const { db } = await open();
    const held: { id: string; end: (error?: Error) => void }[] = [];
    const workflows = Object.assign(new FakeRestockWorkflows(), {
      startOrJoin: ({ id }: { id: string }) =>
        new Promise<'running'>((resolve, reject) => {
          held.push({ id, end: (error) => (error ? reject(error) : resolve('running')) });
        }),
    });
    const startOrJoin = createStartOrJoin({ db, workflows, logger: pino({ level: 'silent' }) });
    const ids = Array.from({ length: 40 }, (_, index) => `restock-donut${index}-1`);
    for (const id of ids) startOrJoin({ id } as Restock);
    expect(held).toHaveLength(8);

    held[0]?.end(new Error('Temporal is away'));
    held[1]?.end();
    await expect.poll(() => held.length).toBe(10);
    for (let next = 2; next < ids.length; next++) {
      await expect.poll(() => held.length).toBeGreaterThan(next);
      held[next]?.end();
    }
    expect(held.map(({ id }) => id)).toEqual(ids);
  });
});
