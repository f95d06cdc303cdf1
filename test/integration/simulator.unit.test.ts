import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callbackToken, startCallbackReceiver } from '../support/callback-receiver.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';

const key = 'restock-CP-502101-1';
let folder: string;
let journal: string;
let shop: Awaited<ReturnType<typeof startCallbackReceiver>>;
let simulator: RunningSimulator | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  journal = join(folder, 'factory.jsonl');
  shop = await startCallbackReceiver();
});
afterEach(async () => {
  shop.close();
  await simulator?.close();
  simulator = undefined;
  await rm(folder, { recursive: true });
});

const legacyOrder = () => ({
  MessageGroupId: key,
  MessageAttributeProductId: '6e2f7a52-6a9e-4f0f-9d53-0d5f5f0f7a11',
  MessageAttributeProductCnt: '10',
  MessageAttributeFactoryId: 'FF-500293',
  MessageAttributeRequester: 'TEAM-F',
  CallbackUrl: shop.urlFor(key),
});

async function send(method: string, path: string, body: unknown) {
  const reply = await request(`${simulator?.url}${path}`, {
    method: method as 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: reply.statusCode, body: (await reply.body.json()) as Record<string, unknown> };
}

const post = (body: unknown) => send('POST', '/api/manufactures', body);

test('an order is delivered after the lead time by the plain legacy callback', async () => {
  simulator = await startSimulator();
  expect((await post(legacyOrder())).status).toBe(202);
  await expect.poll(() => shop.received).toHaveLength(1);
  const { CallbackUrl: _, ...fields } = legacyOrder();
  expect(shop.received).toEqual([{ path: `/v1/deliveries/${key}?token=${callbackToken}`, body: fields }]);
  await expect
    .poll(() => simulator?.orders())
    .toMatchObject([
      { key, accepted: 1, requests: 1, quantity: 10, callbacks: [{ quantity: 10, status: 200 }], pending: [] },
    ]);
});

test('a hundred requests with one key at the same time are one order and one delivery', async () => {
  simulator = await startSimulator();
  const replies = await Promise.all(Array.from({ length: 100 }, () => post(legacyOrder())));
  expect(new Set(replies.map(({ status, body }) => `${status} ${String(body['orderId'])}`)).size).toBe(1);
  await expect.poll(() => simulator?.order(key)).toMatchObject({ accepted: 1, requests: 100, pending: [] });
  expect(shop.received).toHaveLength(1);
});

test.for([
  [{ MessageGroupId: undefined }, 'MessageGroupId: is missing or not text'],
  [{ MessageAttributeProductCnt: 10 }, 'MessageAttributeProductCnt: is missing or not text'],
  [{ MessageAttributeProductCnt: 'ten' }, 'MessageAttributeProductCnt: must be a whole number above 0'],
  [{ MessageAttributeProductCnt: '0' }, 'MessageAttributeProductCnt: must be a whole number above 0'],
  [{ MessageAttributeRequester: '' }, 'MessageAttributeRequester: is empty'],
  [{ CallbackUrl: 'file:///etc/passwd' }, 'CallbackUrl: must be an http or https address'],
  [{ CallbackUrl: 'http://10.0.0.7/x' }, 'CallbackUrl: names the host 10.0.0.7'],
  [{ CallbackUrl: 'http://localhost@example.com/' }, 'CallbackUrl: names the host example.com'],
] as const)('an order with %j is refused', async ([change, message]) => {
  simulator = await startSimulator();
  const reply = await post({ ...legacyOrder(), ...change });
  expect(reply).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  expect(await simulator.orders()).toEqual([]);
});

test('what is no JSON is refused, and there is nothing at other addresses', async () => {
  simulator = await startSimulator();
  expect((await post('{')).status).toBe(400);
  expect((await send('POST', '/api/other', {})).status).toBe(404);
  expect(await simulator.order('restock-nobody-1')).toBeNull();
  expect(await simulator.callBack('restock-nobody-1')).toBeNull();
});

test('an order that failed or was refused shows as asked for, not as accepted', async () => {
  simulator = await startSimulator({ faults: [{ name: 'server-error' }] });
  await post(legacyOrder());
  expect(await simulator.order(key)).toMatchObject({ accepted: 0, requests: 1, quantity: null, acceptedAt: null });
});

test('the factory does not call back again when the shop was closed; it notes why', async () => {
  simulator = await startSimulator();
  shop.close();
  await post(legacyOrder());
  await expect
    .poll(() => simulator?.order(key))
    .toMatchObject({ pending: [], callbacks: [{ quantity: 10, error: expect.stringContaining('ECONNREFUSED') }] });
});

test('a person at the factory can call back by hand, with another count, an id and several times', async () => {
  simulator = await startSimulator({ faults: [{ name: 'forget-callback' }] });
  await post(legacyOrder());
  await simulator.callBack(key, { quantity: 3, deliveryId: 'van-2', times: 2 });
  expect(shop.received.map(({ body }) => [body['MessageAttributeProductCnt'], body['deliveryId']])).toEqual([
    ['3', 'van-2'],
    ['3', 'van-2'],
  ]);
  expect((await send('POST', `/callbacks/${key}`, { cuantity: 3 })).status).toBe(400);
});

test('the set of faults is replaced as a whole, read back as it was set, and cleared', async () => {
  simulator = await startSimulator({ faults: [{ name: 'down' }] });
  const set = { faults: [{ name: 'server-error', times: 2, status: 500 }, { name: 'drop-reply' }] };
  expect(await send('PUT', '/faults', set)).toEqual({ status: 200, body: set });
  expect((await send('GET', '/orders', '{}')).body).toEqual({ items: [] });
  await post(legacyOrder());
  const left = (await (await request(`${simulator.url}/faults`)).body.json()) as object;
  expect(left).toEqual({ faults: [{ name: 'server-error', times: 1, status: 500 }, { name: 'drop-reply' }] });
  expect((await request(`${simulator.url}/faults`, { method: 'DELETE' })).statusCode).toBe(204);
  expect(await (await request(`${simulator.url}/faults`)).body.json()).toEqual({ faults: [] });
});

test.for([
  [{ faults: [{ name: 'explode' }] }, 'faults.0.name: must be one of down, server-error'],
  [{ faults: [{ name: 'down', tiems: 1 }] }, 'tiems'],
  [{ faults: [{ name: 'down', times: 0 }] }, 'faults.0.times'],
  [[], 'expected object'],
] as const)('faults that make no sense are refused and change nothing: %j', async ([set, message]) => {
  simulator = await startSimulator({ faults: [{ name: 'refuse' }] });
  expect(await send('PUT', '/faults', set)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining(message) },
  });
  expect((await post(legacyOrder())).status).toBe(422);
});

test('a restart forgets neither the orders nor the deliveries that are due', async () => {
  simulator = await startSimulator({ journal, leadTime: 60_000 });
  const first = await post(legacyOrder());
  await post({ ...legacyOrder(), MessageGroupId: 'restock-CP-502101-2' });
  await simulator.close();
  // The plan is in the journal as it was made: make it overdue, as if the factory had been closed for long.
  const text = await readFile(journal, 'utf8');
  const overdue = text.replaceAll(/"dueAt":"[^"]+"/g, '"dueAt":"2026-01-01T00:00:00.000Z"');
  await rm(journal);
  await appendFile(journal, overdue, { mode: 0o600 });

  simulator = await startSimulator({ journal, leadTime: 60_000 });
  const delivered = { accepted: 1, pending: [], callbacks: [{ status: 200 }] };
  await expect.poll(() => simulator?.orders()).toMatchObject([delivered, delivered]);
  expect((await post(legacyOrder())).body).toEqual(first.body);
  await simulator.close();

  simulator = await startSimulator({ journal });
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, requests: 2, callbacks: [{ status: 200 }] });
  expect(shop.received).toHaveLength(2);
});

test('a delivery whose callback a stop cuts off is still due, and is told after the restart', async () => {
  let calls = 0;
  const silent = createServer((socket) => {
    calls += 1;
    socket.on('error', () => {});
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  simulator = await startSimulator({ journal });
  await post({ ...legacyOrder(), CallbackUrl: `http://127.0.0.1:${port}/` });
  await expect.poll(() => calls).toBe(1);
  await simulator.close();

  simulator = await startSimulator({ journal });
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, callbacks: [], pending: [{ quantity: 10 }] });
  await expect.poll(() => calls).toBe(2);
  silent.close();
});

test('only its owner may read the journal, and a line cut short by a crash is left out', async () => {
  simulator = await startSimulator({ journal, leadTime: 60_000 });
  await post(legacyOrder());
  await simulator.close();
  expect((await stat(journal)).mode & 0o777).toBe(0o600);
  await appendFile(journal, '{"type":"accepted","key":"restock-CP-5021');

  simulator = await startSimulator({ journal, leadTime: 60_000 });
  expect(await simulator.orders()).toMatchObject([{ key, accepted: 1 }]);
  await post({ ...legacyOrder(), MessageGroupId: 'restock-CP-502101-2' });
  await simulator.close();
  simulator = await startSimulator({ journal, leadTime: 60_000 });
  expect(await simulator.orders()).toHaveLength(2);
});

test('a journal that something else has written into is not guessed at', async () => {
  await appendFile(journal, '{"type":"requested"}\n');
  await expect(startSimulator({ journal })).rejects.toThrow(`cannot be read at ${journal}, line 1: repair it`);
});
