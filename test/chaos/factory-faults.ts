import { setTimeout as delay } from 'node:timers/promises';
import type { FaultSet } from '../../src/simulator/faults.ts';
import type { Round } from './scenario.ts';
import type { System } from './system.ts';

/** What the legacy factory is known to do, kept short. */
const faults: FaultSet['faults'] = [
  { name: 'down' },
  { name: 'server-error' },
  { name: 'rate-limited', retryAfterSeconds: 1 },
  { name: 'slow', delayMs: 3_000, times: 1 },
  { name: 'slow-reply', delayMs: 3_000, times: 1 },
  { name: 'drop-reply' },
  { name: 'refuse' },
  { name: 'forget-callback' },
  { name: 'callback-twice', delayMs: 50 },
  { name: 'in-parts', parts: 3, delayMs: 30 },
  { name: 'late', delayMs: 1_500 },
  { name: 'too-many', extra: 5 },
  { name: 'early-callback' },
  { name: 'bad-count' },
];

/** Switches one or two faults on for this product's orders, and off again. */
export async function factoryFaults({ factoryUrl }: System, { sku, chance }: Round): Promise<void> {
  const orders = `restock-${sku}-`;
  const chosen = chance.random() < 0.5 ? [chance.pick(faults)] : [chance.pick(faults), chance.pick(faults)];
  const address = `${factoryUrl}/faults`;
  await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults: chosen.map((fault) => ({ ...fault, orders })) }),
  });
  await delay(800 + chance.random() * 1_200);
  await fetch(`${address}?orders=${orders}`, { method: 'DELETE' });
}
