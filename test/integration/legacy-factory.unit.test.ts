import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { FactoryRefused, FactoryUnavailable, type FactoryOrder } from '../../src/factory/factory.ts';
import { createLegacyFactory } from '../../src/factory/legacy-factory.ts';

const token = 'kR7vX2-secret_token';
const order: FactoryOrder = {
  orderKey: 'restock-CP-502101-1',
  productId: '6e2f7a52-6a9e-4f0f-9d53-0d5f5f0f7a11',
  quantity: 10,
  callbackUrl: `http://127.0.0.1:3000/v1/deliveries/restock-CP-502101-1?token=${token}`,
};
const patient = () => new AbortController().signal;

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function factoryThat(answers: (...call: Parameters<RequestListener>) => unknown, timeout = 5_000) {
  server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return factoryAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout);
}

function factoryAt(url: string, timeout = 5_000) {
  const settings = { id: 'FF-500293', url, requester: 'TEAM-F', ordersPerSecond: 10, concurrentOrders: 4 };
  const factory = createLegacyFactory({ ...settings, contract: 'legacy' });
  return {
    placeOrder: (placed: typeof order, signal: AbortSignal) => factory.placeOrder(placed, { signal, timeout }),
    cancelOrder: (orderKey: string, signal: AbortSignal) => factory.cancelOrder(orderKey, { signal, timeout }),
  };
}

/** What the adapter throws where the factory answers like this. */
async function failureOf(status: number, body = '', headers: Record<string, string> = {}) {
  const factory = await factoryThat((_req, res) => res.writeHead(status, headers).end(body));
  return factory.placeOrder(order, patient()).catch((error: unknown) => error as FactoryUnavailable);
}

test('an order goes out exactly as the legacy contract has it', async () => {
  const seen: unknown[] = [];
  const factory = await factoryThat(async (req, res) => {
    seen.push(req.method, req.url, req.headers['content-type'], JSON.parse(await text(req)));
    res.end();
  });
  await factory.placeOrder(order, patient());
  expect(seen).toEqual([
    'POST',
    '/api/manufactures',
    'application/json',
    {
      MessageGroupId: 'restock-CP-502101-1',
      MessageAttributeProductId: order.productId,
      MessageAttributeProductCnt: '10',
      MessageAttributeFactoryId: 'FF-500293',
      MessageAttributeRequester: 'TEAM-F',
      CallbackUrl: order.callbackUrl,
    },
  ]);
});

test.for([
  ['{"orderId":"A-17"}', 'A-17'],
  ['{"id":17}', '17'],
  ['{"orderId":"two\\nlines","id":"B-2"}', 'B-2'],
  [`{"orderId":"${'9'.repeat(201)}"}`, null],
  ['{"orderId":90071992547409931}', null],
  ['{"orderId":{"nested":true}}', null],
  ['null', null],
  ['order taken', null],
  ['', null],
] as const)('of the accepting reply %j the factory order id is %j', async ([body, factoryOrderId]) => {
  const factory = await factoryThat((_req, res) => res.writeHead(201).end(body));
  expect(await factory.placeOrder(order, patient())).toEqual({ factoryOrderId });
});

test('a factory that accepts and then talks without end is cut off after 16 kB', async () => {
  const [begin, end] = ['{"note":"', '","orderId":"A-17"}'];
  const reply = begin + 'x'.repeat(16 * 1_024 - begin.length - end.length) + end;
  const cut = Promise.withResolvers<void>();
  const factory = await factoryThat(
    (_req, res) => res.on('close', cut.resolve).writeHead(200).write(reply),
    // Whoever waits for more than these 16 kB waits longer than this test may take.
    3_600_000,
  );
  expect(await factory.placeOrder(order, patient())).toEqual({ factoryOrderId: 'A-17' });
  await cut.promise;
});

test('an order stays accepted when the connection breaks, or time runs out, in the middle of the accepting reply', async () => {
  const breaking = await factoryThat((_req, res) => {
    res.writeHead(200, { 'content-length': '1000' }).write('{"orderId":', () => res.destroy());
  });
  expect(await breaking.placeOrder(order, patient())).toEqual({ factoryOrderId: null });
  const stalling = await factoryThat((_req, res) => void res.writeHead(200).write('{"orderId":'), 200);
  expect(await stalling.placeOrder(order, patient())).toEqual({ factoryOrderId: null });
});

test.for([400, 401, 404, 409, 410, 422])('a %i is a refusal for good', async (status) => {
  expect(await failureOf(status)).toBeInstanceOf(FactoryRefused);
});

test.for([301, 302, 307, 408, 425, 429, 500, 501, 502, 503, 504])('a %i may pass', async (status) => {
  expect(await failureOf(status, '', { location: '/elsewhere' })).toBeInstanceOf(FactoryUnavailable);
});

test('an operator reads what the factory said: its first line, short, printable and without the token', async () => {
  const error = await failureOf(503, `\u001b[31mThe line stands still\u0007 (${order.callbackUrl})\nstack trace`);
  expect(error).toMatchObject({
    message:
      'The factory FF-500293 answered 503 Service Unavailable: [31mThe line stands still ' +
      '(http://127.0.0.1:3000/v1/deliveries/restock-CP-502101-1[removed])',
  });
  const bare = (await failureOf(400, `${token} `.repeat(10_000))) as Error;
  expect(bare.message).not.toContain(token);
  expect(bare.message.length).toBeLessThan(300);
});

test.for([
  ['7', 7_000],
  ['86400', 3_600_000],
  [new Date(Date.now() + 86_400_000).toUTCString(), 3_600_000],
  ['0', undefined],
  ['-5', undefined],
  ['in 5 minutes', undefined],
  ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
] as const)('a Retry-After of %j asks for a wait of %j ms', async ([header, retryAfter]) => {
  expect(await failureOf(429, '', { 'retry-after': header })).toHaveProperty('retryAfter', retryAfter);
});

test.for([
  [425, false],
  [429, false],
  [408, true],
  [500, true],
  [503, true],
] as const)('whether a factory that answers %i may have taken the order: %j', async ([status, isDoubtful]) => {
  expect(await failureOf(status)).toMatchObject({ isDoubtful, isAnswered: true });
});

test('a Retry-After that is a date asks to wait until then', async () => {
  const error = await failureOf(503, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
  expect(error).toHaveProperty('retryAfter', expect.closeTo(59_500, -4));
});

test('a factory that does not answer in time may or may not have the order', async () => {
  const factory = await factoryThat(() => {}, 100);
  const placing = factory.placeOrder(order, patient());
  await expect(placing).rejects.toThrow(FactoryUnavailable);
  await expect(placing).rejects.toThrow(
    'The factory FF-500293 did not answer within 100ms, so it may or may not have taken the order',
  );
});

test('a factory that is not there, or does not speak HTTP, is unavailable', async () => {
  const gone = await factoryThat((req) => req.socket.end('nonsense\r\n\r\n'));
  await expect(gone.placeOrder(order, patient())).rejects.toThrow('The factory FF-500293 gave no usable answer');
  server?.close();
  server?.closeAllConnections();
  const placing = gone.placeOrder(order, patient());
  await expect(placing).rejects.toThrow(FactoryUnavailable);
  await expect(placing).rejects.toThrow(/^The factory FF-500293 could not be reached \(connect ECONNREFUSED/);
});

test('a caller that calls the attempt off gets its own reason back, not a verdict on the factory', async () => {
  const caller = new AbortController();
  const reason = new Error('the worker shuts down');
  const factory = await factoryThat(() => caller.abort(reason));
  await expect(factory.placeOrder(order, caller.signal)).rejects.toBe(reason);
  await expect(factory.placeOrder(order, caller.signal)).rejects.toBe(reason);
});

test('a caller that calls the attempt off does not wait for a factory that does not answer', async () => {
  const caller = new AbortController();
  const anHour = 3_600_000;
  const factory = await factoryThat(() => caller.abort(new Error('the restock is called off')), anHour);
  await expect(factory.placeOrder(order, caller.signal)).rejects.toThrow('the restock is called off');
});

test('the legacy contract has no way to call an order off', async () => {
  expect(await factoryAt('http://127.0.0.1:9').cancelOrder(order.orderKey, patient())).toBe(false);
});
