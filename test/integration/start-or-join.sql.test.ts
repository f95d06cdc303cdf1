import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createStartOrJoin } from '../../src/restocking/start-or-join.ts';
import { requestRestock, type Restock } from '../../src/restocking/restock-store.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { quickTiming, stockDonuts } from '../support/donuts.ts';
import { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';

describeEachDatabase('many products that run out at once', (open) => {
  it('are started a few at a time, each once, and noted, also where one of them cannot be', async () => {
    const { db } = await open();
    const restocks: Restock[] = [];
    for (let index = 0; index < 40; index++) {
      const sku = `donut${index}`;
      await stockDonuts(db, 1, {}, sku);
      const cause = { kind: 'person', detail: 'a test' } as const;
      restocks.push((await requestRestock(db, sku, { cause, timing: quickTiming }))!.restock);
    }
    const ids = restocks.map(({ id }) => id);
    const noted = async () => (await db('restocks').whereNotNull('started_at')).map(({ id }) => id).toSorted();
    const held: { id: string; end: (error?: Error) => void }[] = [];
    const workflows = Object.assign(new FakeRestockWorkflows(), {
      startOrJoin: ({ id }: { id: string }) =>
        new Promise<'running'>((resolve, reject) => {
          held.push({ id, end: (error) => (error ? reject(error) : resolve('running')) });
        }),
    });
    const startOrJoin = createStartOrJoin({ db, workflows, logger: pino({ level: 'silent' }) });
    for (const restock of restocks) startOrJoin(restock);
    expect(held).toHaveLength(8);
    expect(await noted()).toEqual([]);

    held[0]?.end(new Error('Temporal is away'));
    held[1]?.end();
    await expect.poll(() => held.length).toBe(10);
    for (let next = 2; next < ids.length; next++) {
      await expect.poll(() => held.length).toBeGreaterThan(next);
      held[next]?.end();
    }
    expect(held.map(({ id }) => id)).toEqual(ids);
    await expect.poll(noted).toEqual(ids.slice(1).toSorted());
  });
});
