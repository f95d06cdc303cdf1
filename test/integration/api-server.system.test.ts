import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/launcher/settings.ts';
import { migrateDown } from '../../src/db/migrate.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, onHandOf, stockDonuts } from '../support/donuts.ts';
import { freePort, startProcess } from '../support/process.ts';

const entry = 'src/api/server.ts';

describeEachDatabase('the API process', (open) => {
  let database: OpenDatabase;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function start(env: Record<string, string> = {}) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const api = await startProcess(entry, `${url}/livez`, { DATABASE_URL: database.url, PORT: String(port), ...env });
    closing.push(() => api.end('SIGKILL'));
    return { ...api, url, port };
  }

  /** Runs it to its end; answers the exit code and all that it said. */
  async function run(env: Record<string, string>) {
    const child = spawn(process.execPath, [entry], { cwd: root, env: environment(env) });
    closing.push(() => child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }
  const environment = (env: Record<string, string>) => ({
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    ...env,
  });

  it('names every wrong setting and ends', async () => {
    const { code, output } = await run({ PORT: 'x', START_DEADLINE: 'soon' });
    expect(code).toBe(1);
    expect(output).toMatch(/^The configuration is wrong:\n {2}PORT: .+\n {2}START_DEADLINE: .+\n$/);
  });

  it('says that its port is taken and ends', async () => {
    const { port } = await start();
    const { code, output } = await run({ PORT: String(port) });
    expect(code).toBe(1);
    expect(output).toBe(`Port ${port} on 127.0.0.1 is in use: stop what uses it, or set PORT to another one.\n`);
  });

  it('does not start on an old schema', async () => {
    const old = await open();
    await migrateDown(old.db);
    const { code, output } = await run({ DATABASE_URL: old.url });
    expect(code).toBe(1);
    expect(output).toMatch(/^The database lacks the migrations [\w-]+\. Run: npm run migrate -- up\n$/);
  });

  it('ends when the process that launched it is gone', async () => {
    const port = await freePort();
    const child = fork(entry, { cwd: root, env: environment({ PORT: String(port) }), silent: true });
    closing.push(() => child.kill('SIGKILL'));
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/livez`).then(
        () => true,
        () => false,
      );
    await expect.poll(answers).toBe(true);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('finishes the purchase that is in flight before it ends', async ({ skip }) => {
    skip(database.dialect === 'SQLite', 'it has one writer, so a lock held here would hold up the whole process there');
    await stockDonuts(database.db, 5);
    const api = await start();
    const holder = await database.db.transaction();
    closing.push(() => (holder.isCompleted() ? undefined : holder.rollback()));
    await holder('products').where({ sku: donut }).forUpdate().first();
    const purchase = fetch(`${api.url}/v1/purchases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: donut }),
    });
    const waiting = "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%for update'";
    await expect.poll(async () => ((await database.db.raw(waiting)) as [unknown[]])[0]).toHaveLength(1);
    const ended = api.end('SIGTERM');
    await expect.poll(() => api.output()).toContain('stopping');
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
    // As soon as nothing has come for a moment it takes no more, and waits for the purchase.
    const askNow = () => fetch(`${api.url}/livez`).catch(({ message }: Error) => message);
    await expect.poll(askNow, { interval: 1_000 }).toBe('fetch failed');
    await holder.commit();
    expect((await purchase).status).toBe(201);
    expect(await ended).toBe(0);
    expect(await onHandOf(database.db)).toBe(4);
  });

  it('waits for a database that is away, unready, and goes on by itself', async ({ skip }) => {
    skip(database.dialect === 'SQLite', 'a file is never away');
    const address = new URL(database.url);
    const port = await freePort();
    const api = await start({ DATABASE_URL: database.url.replace(address.host, `127.0.0.1:${port}`) });
    const readiness = async () => (await fetch(`${api.url}/readyz`)).status;
    expect(await readiness()).toBe(503);
    await expect.poll(() => api.output()).toContain('The database does not answer');
    closing.push(await forward(port, address));
    await expect.poll(readiness).toBe(200);
    expect(await api.end()).toBe(0);
  });
});

/** Makes the database answer at this port, too; answers how to stop that. */
async function forward(port: number, { hostname, port: target }: URL): Promise<() => Promise<unknown>> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target), hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()));
    near.pipe(far).pipe(near);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
}
