import { afterEach, beforeEach, expect, test } from 'vitest';
import { FactoryRefused, FactoryUnavailable } from '../../src/factory/factory.ts';
import { createLegacyFactory } from '../../src/factory/legacy-factory.ts';
import { startCallbackReceiver } from '../support/callback-receiver.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';

const key = 'restock-CP-502101-1';
let simulator: RunningSimulator;
let shop: Awaited<ReturnType<typeof startCallbackReceiver>>;

beforeEach(async () => {
  [simulator, shop] = await Promise.all([startSimulator(), startCallbackReceiver()]);
});
afterEach(async () => {
  shop.close();
  await simulator.close();
});

/** Orders ten through the adapter, as a restock would. */
function order(orderKey = key, timeout = 5_000) {
  const settings = {
    id: 'FF-500293',
    url: simulator.url,
    requester: 'TEAM-F',
    ordersPerSecond: 9,
    concurrentOrders: 4,
  };
  const factory = createLegacyFactory({ ...settings, contract: 'legacy' });
  const productId = '6e2f7a52-6a9e-4f0f-9d53-0d5f5f0f7a11';
  return factory.placeOrder(
    { orderKey, productId, quantity: 10, callbackUrl: shop.urlFor(orderKey) },
    { signal: new AbortController().signal, timeout },
  );
}

const accepted = async () => (await simulator.order(key))?.accepted;
const counts = () => shop.received.map(({ body }) => body['MessageAttributeProductCnt']);
const deliveryIds = () => shop.received.map(({ body }) => body['deliveryId']);
/** Resolves when all callbacks have gone out and been answered. */
const allCalledBack = async (number: number) =>
  await expect
    .poll(() => simulator.order(key))
    .toMatchObject({ pending: [], callbacks: Array.from({ length: number }, () => expect.anything()) });

test('down: the connection ends without an answer, and the next try gets through', async () => {
  await simulator.setFaults([{ name: 'down', times: 1 }]);
  await expect(order()).rejects.toThrow('closed the connection without an answer');
  expect(await accepted()).toBe(0);
  expect(await order()).toEqual({ factoryOrderId: expect.any(String) });
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, requests: 2 });
});

test('5xx, then 429: faults are used up in the order in which they are listed', async () => {
  await simulator.setFaults([
    { name: 'server-error', times: 1, status: 500 },
    { name: 'rate-limited', times: 1, retryAfterSeconds: 3 },
  ]);
  await expect(order()).rejects.toThrow('answered 500 Internal Server Error');
  const limited = await order().catch((error: unknown) => error);
  expect(limited).toBeInstanceOf(FactoryUnavailable);
  expect(limited).toMatchObject({ retryAfter: 3_000 });
  await order();
  expect(await accepted()).toBe(1);
});

test('refuses for good, for as long as the fault is on', async () => {
  await simulator.setFaults([{ name: 'refuse' }]);
  await expect(order()).rejects.toThrow(FactoryRefused);
  await expect(order()).rejects.toThrow('422 Unprocessable Entity');
  await simulator.setFaults([]);
  await order();
  expect(await accepted()).toBe(1);
});

test('slower than the time-out: the order is taken all the same, once', async () => {
  await simulator.setFaults([{ name: 'slow', times: 1, delayMs: 150 }]);
  await expect(order(key, 50)).rejects.toThrow('did not answer within 50ms');
  expect(await accepted()).toBe(0);
  await expect.poll(accepted).toBe(1);
  await order();
  await allCalledBack(1);
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, requests: 2 });
});

test('accepts and drops the reply: asking again with the same key orders and delivers nothing twice', async () => {
  await simulator.setFaults([{ name: 'drop-reply', times: 1 }]);
  await expect(order()).rejects.toThrow(FactoryUnavailable);
  expect(await accepted()).toBe(1);
  await order();
  await allCalledBack(1);
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, requests: 2 });
});

test('forgets keys: what is asked twice is made twice', async () => {
  await simulator.setFaults([{ name: 'forget-keys' }]);
  const [first, second] = [await order(), await order()];
  expect(first).not.toEqual(second);
  expect(await accepted()).toBe(2);
  await allCalledBack(2);
});

test('forgets the callback, until a person calls them', async () => {
  await simulator.setFaults([{ name: 'forget-callback', times: 1 }]);
  await order();
  expect(await simulator.order(key)).toMatchObject({ accepted: 1, pending: [], callbacks: [] });
  expect(await simulator.callBack(key)).toMatchObject([{ quantity: 10, status: 200 }]);
  expect(counts()).toEqual(['10']);
});

test('sends the callback twice, each time the plain legacy one', async () => {
  await simulator.setFaults([{ name: 'callback-twice', times: 1 }]);
  await order();
  await allCalledBack(2);
  expect(counts()).toEqual(['10', '10']);
  expect(deliveryIds()).toEqual([undefined, undefined]);
});

test('in parts: different deliveries, each with an id of its own', async () => {
  await simulator.setFaults([{ name: 'in-parts', times: 1, parts: 3, delayMs: 1 }]);
  await order();
  await allCalledBack(3);
  expect(
    counts()
      .map(Number)
      .toSorted((a, b) => a - b),
  ).toEqual([3, 3, 4]);
  expect(new Set(deliveryIds()).size).toBe(3);
});

test('in parts and twice: a repeated part carries the id that it had', async () => {
  await simulator.setFaults([{ name: 'in-parts', delayMs: 0 }, { name: 'callback-twice' }]);
  await order();
  await allCalledBack(4);
  expect(counts()).toEqual(['5', '5', '5', '5']);
  expect(new Set(deliveryIds()).size).toBe(2);
});

test('late: the delivery is planned for after the lead time', async () => {
  await simulator.setFaults([{ name: 'late', delayMs: 60_000 }]);
  await order();
  const view = await simulator.order(key);
  const wait = Date.parse(view?.pending[0]?.dueAt ?? '') - Date.parse(view?.acceptedAt ?? '');
  expect(wait).toBe(60_010);
  expect(shop.received).toEqual([]);
});

test('late by a little: the delivery comes', async () => {
  await simulator.setFaults([{ name: 'late', delayMs: 50 }]);
  await order();
  await allCalledBack(1);
  expect(counts()).toEqual(['10']);
});

test('too many: more arrives than was ordered', async () => {
  await simulator.setFaults([{ name: 'too-many', times: 1, extra: 5 }]);
  await order();
  await allCalledBack(1);
  expect(counts()).toEqual(['15']);
});

test('calls back before it answers the order', async () => {
  await simulator.setFaults([{ name: 'early-callback', times: 1 }]);
  const calledBefore = await order().then(() => shop.received.length);
  expect(calledBefore).toBe(1);
  await allCalledBack(1);
});

test('a count that is not a number', async () => {
  await simulator.setFaults([{ name: 'bad-count', times: 1 }]);
  await order();
  await allCalledBack(1);
  expect(counts()).toEqual(['ten']);
  expect(await simulator.order(key)).toMatchObject({ callbacks: [{ quantity: 'ten', status: 200 }] });
});

test('a fault of the delivery counts orders, not requests: a repeated order uses none up', async () => {
  await simulator.setFaults([{ name: 'too-many', times: 2, extra: 1 }]);
  await order();
  await order();
  await order('restock-CP-502101-2');
  await order('restock-CP-502101-3');
  await expect
    .poll(() =>
      counts()
        .map(Number)
        .toSorted((a, b) => a - b),
    )
    .toEqual([10, 11, 11]);
});

test('a fault that is kept to some orders leaves the others alone, and goes without taking another with it', async () => {
  await simulator.addFaults([{ name: 'down', orders: key }]);
  await simulator.addFaults([{ name: 'server-error', orders: 'restock-CP-502101-2' }]);
  await expect(order()).rejects.toThrow('closed the connection without an answer');
  await expect(order('restock-CP-502101-2')).rejects.toThrow('503');
  await order('restock-CP-502101-3');
  await simulator.clearFaults(key);
  await order();
  await expect(order('restock-CP-502101-2')).rejects.toThrow('503');
});
