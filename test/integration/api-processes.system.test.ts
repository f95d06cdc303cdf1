import { afterEach, expect, it } from 'vitest';
import { migrateDown } from '../../src/db/migrate.ts';
import { describeDatabase } from '../support/databases.ts';
import { addUp, donut, stockDonuts } from '../support/donuts.ts';
import { freePort, startProcess, type TestProcess } from '../support/process.ts';

describeDatabase('an API of several processes', (open) => {
  let api: TestProcess | undefined;
  afterEach(() => api?.end('SIGKILL'));

  it('sells right on one port, replaces a process that dies, and ends as one', async () => {
    const database = await open();
    await stockDonuts(database.db, 200);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: database.url, PORT: String(port), API_PROCESSES: '2' };
    api = await startProcess('src/api/server.ts', `${url}/livez`, env);
    const running = api;
    const output = () => running.output();
    const opened = () => [...output().matchAll(/"pid":(\d+)[^\n]*the API is open/g)].map(([, pid]) => Number(pid));
    await expect.poll(opened).toHaveLength(2);

    // A connection each, or one process would serve them all.
    const buy = async (_: unknown, index: number) => {
      const headers = {
        'content-type': 'application/json',
        connection: 'close',
        'idempotency-key': `key-${index % 50}`,
      };
      const body = JSON.stringify({ sku: donut });
      return (await fetch(`${url}/v1/purchases`, { method: 'POST', headers, body })).status;
    };
    const told = await Promise.all(Array.from({ length: 100 }, buy));
    expect(new Set(told)).toEqual(new Set([201]));
    expect(await addUp(database.db)).toMatchObject({ onHand: 150, sold: 50 });

    const [victim] = opened();
    process.kill(victim!, 'SIGKILL');
    await expect.poll(opened).toHaveLength(3);
    expect(output()).toContain('a process of the API');
    expect(await buy(null, 99)).toBe(201);
    expect(await running.end('SIGTERM')).toBe(0);
    for (const pid of opened()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }, 120_000);

  it('ends with the reason where the first one cannot start', async () => {
    const { url: databaseUrl, db } = await open();
    await migrateDown(db);
    const port = await freePort();
    const env = { DATABASE_URL: databaseUrl, PORT: String(port), API_PROCESSES: '2' };
    const starting = startProcess('src/api/server.ts', `http://127.0.0.1:${port}/livez`, env);
    await expect(starting).rejects.toThrow(
      /^\S+ ended before it was ready:\nThe database lacks the migrations [^\n]+\n$/,
    );
  }, 120_000);
});
