import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createStartOrJoin } from '../../src/restocking/start-or-join.ts';
import { findRestocks, requestRestock, type Restock } from '../../src/restocking/restock-store.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { quickTiming, stockDonuts } from '../support/donuts.ts';
import { FakeRestockWorkflows } from '../support/fake-restock-workflows.ts';
import { insertRestocks, skusOf } from '../support/many-rows.ts';

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

  it('are noted as started, those that could not be left out', async () => {
    const { db } = await open();
    const ids = await insertRestocks(db, skusOf(19));
    const workflows = new FakeRestockWorkflows();
    const start = workflows.startOrJoin.bind(workflows);
    workflows.startOrJoin = (restock) =>
      restock.id === ids[3] ? Promise.reject(new Error('Temporal is away')) : start(restock);
    const { logger, text } = captureLog('warn');
    const startOrJoin = createStartOrJoin({ db, workflows, logger });
    for (const restock of await findRestocks(db, ids)) startOrJoin(restock);
    const unstarted = async () => (await findRestocks(db, ids)).filter(({ startedAt }) => startedAt === null);
    await expect.poll(async () => (await unstarted()).map(({ id }) => id)).toEqual([ids[3]]);
    expect(text().match(/"restockId":"[^"]+"/g)).toEqual([`"restockId":"${ids[3]}"`]);
  });

  it('are left to the sweep where a thousand wait already, and there is room again when these are started', async () => {
    const { db } = await open();
    const started: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const workflows = Object.assign(new FakeRestockWorkflows(), {
      async startOrJoin({ id }: { id: string }) {
        await held;
        started.push(id);
        return 'running' as const;
      },
    });
    const { logger, text } = captureLog('warn');
    const startOrJoin = createStartOrJoin({ db, workflows, logger });
    const ids = Array.from({ length: 1_010 }, (_, index) => `restock-donut${index}-1`);
    for (const id of ids) startOrJoin({ id } as Restock);
    const left = () => [...text().matchAll(/"restockId":"([^"]+)"/g)].map(([, id]) => id);
    // Eight are being started, a thousand wait.
    await expect.poll(left).toEqual(ids.slice(1_008));
    letGo();
    await expect.poll(() => started.length).toBe(1_008);
    startOrJoin({ id: 'restock-late-1' } as Restock);
    await expect.poll(() => started).toEqual([...ids.slice(0, 1_008), 'restock-late-1']);
    expect(left()).toEqual(ids.slice(1_008));
  });
});
