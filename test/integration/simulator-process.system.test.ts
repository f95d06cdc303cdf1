import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { startCallbackReceiver } from '../support/callback-receiver.ts';

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

/** The simulator as the launcher starts it, on any free port. */
function start(env: Record<string, string> = {}) {
  child = fork(new URL('../../src/simulator/server.ts', import.meta.url), {
    env: { ...process.env, SIMULATOR_PORT: '0', LOG_LEVEL: 'info', ...env },
    execArgv: [],
    silent: true,
  });
  return child;
}

/** Its base address, once it says that it is open. */
async function addressOf(simulator: ChildProcess): Promise<string> {
  let log = '';
  for await (const chunk of simulator.stdout ?? []) {
    log += String(chunk);
    const port = /"port":(\d+)[,}]/.exec(log)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`it ended without opening: ${log}`);
}

/** What it said on the way out, and how it ended. */
async function ending(simulator: ChildProcess) {
  const [said, exit] = await Promise.all([simulator.stderr ? text(simulator.stderr) : '', once(simulator, 'exit')]);
  return { said, exit };
}

test('it opens, is ready, and ends at once and in good order when told to', async () => {
  const simulator = start({ SIMULATOR_FAULTS: 'down, late', SIMULATOR_LEAD_TIME: '1h' });
  const address = await addressOf(simulator);
  expect((await request(`${address}/livez`)).statusCode).toBe(200);
  expect((await request(`${address}/readyz`)).statusCode).toBe(200);
  expect(await (await request(`${address}/faults`)).body.json()).toEqual({
    faults: [{ name: 'down' }, { name: 'late', delayMs: 60_000 }],
  });
  simulator.kill('SIGTERM');
  expect(await once(simulator, 'exit')).toEqual([0, null]);
});

test('it ends with the launcher that forked it', async () => {
  const simulator = start();
  await addressOf(simulator);
  simulator.disconnect();
  expect(await once(simulator, 'exit')).toEqual([0, null]);
});

test('an order that got its 2xx survives a crash, and is delivered after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  const shop = await startCallbackReceiver();
  const key = 'restock-CP-502101-1';
  const settings = { SIMULATOR_JOURNAL: join(folder, 'factory.jsonl'), SIMULATOR_LEAD_TIME: '1s' };
  const crashing = start(settings);
  const reply = await request(`${await addressOf(crashing)}/api/manufactures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      MessageGroupId: key,
      MessageAttributeProductId: '6e2f7a52-6a9e-4f0f-9d53-0d5f5f0f7a11',
      MessageAttributeProductCnt: '10',
      MessageAttributeFactoryId: 'FF-500293',
      MessageAttributeRequester: 'TEAM-F',
      CallbackUrl: shop.urlFor(key),
    }),
  });
  crashing.kill('SIGKILL');
  await once(crashing, 'exit');
  expect(reply.statusCode).toBe(202);
  expect(shop.received).toEqual([]);

  const address = await addressOf(start(settings));
  await expect.poll(() => shop.received, { timeout: 5_000 }).toHaveLength(1);
  expect(await (await request(`${address}/orders/${key}`)).body.json()).toMatchObject({ accepted: 1, requests: 1 });
  shop.close();
  await rm(folder, { recursive: true });
});

test('a busy port is one sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const simulator = start({ SIMULATOR_PORT: String(port) });
  const { said, exit } = await ending(simulator);
  other.close();
  expect(exit).toEqual([1, null]);
  expect(said).toBe(`Port ${port} on 127.0.0.1 is in use: stop what uses it, or set SIMULATOR_PORT to another one.\n`);
});

test('wrong settings are named all at once', async () => {
  const simulator = start({ SIMULATOR_LEAD_TIME: 'soon', SIMULATOR_FAULTS: 'explode', SIMULATOR_PORT: '70000' });
  const { said, exit } = await ending(simulator);
  expect(exit).toEqual([1, null]);
  expect(said).toContain('SIMULATOR_LEAD_TIME: "soon" is not a duration above zero');
  expect(said).toMatch(/SIMULATOR_FAULTS: .*must be one of down/);
  expect(said).toContain('SIMULATOR_PORT');
});
