import { setTimeout as delay } from 'node:timers/promises';
import { findOpenRestock, type Restock } from '../../src/restocking/restock-store.ts';
import { stockDonuts } from '../support/donuts.ts';
import { settle } from './buyers.ts';
import { checkCallbacks, type CallbackAnswer } from './check-callbacks.ts';
import type { Evidence, Round } from './scenario.ts';
import type { System } from './system.ts';

const ordered = 12;
const patience = 60_000;

type Callback = {
  what: CallbackAnswer['what'];
  restockId: string;
  token: string | null;
  deliveryId: string;
  quantity: number | string;
};

/**
 * The factory's callbacks of one restock: in parts, each several times and out of order, some before the order's own
 * reply, more than ordered, with a wrong count, forged, and again when all is over.
 */
export function callbacks(system: System, round: Round): Promise<Evidence> {
  return callBack(system, round, () => Promise.resolve());
}

/** The same, while a process is killed and comes back. */
export function callbacksAmongKills(system: System, round: Round): Promise<Evidence> {
  const { chance } = round;
  return callBack(system, round, async () => {
    const victim = chance.pick([...system.apis, ...system.workers, system.temporal, system.database]);
    await delay(chance.random() * 300);
    await victim.end('SIGKILL');
    await victim.start();
  });
}

async function callBack(system: System, round: Round, meanwhile: () => Promise<void>): Promise<Evidence> {
  const { sku, chance } = round;
  await stockDonuts(system.db, 1, { orderQuantity: ordered }, sku);
  const orders = `restock-${sku}-`;
  const early = chance.random() < 0.3 ? [{ name: 'slow-reply', delayMs: 700, orders }] : [];
  await fetch(`${system.factoryUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // The factory itself stays silent: the courier here speaks for it.
    body: JSON.stringify({ faults: [{ name: 'forget-callback', orders }, ...early] }),
  });
  const told = await settle(system, { sku, key: `${sku}-only`, quantity: 1 }, chance.random);
  const restock = await untilTaken(system, sku);

  const parts = inParts(chance);
  const log: CallbackAnswer[] = [];
  const send = async (callback: Callback) => void log.push(await sendUntilKnown(system, callback, chance.random));
  const sending = Promise.all(
    chance.shuffle(plan(restock, parts, round)).map(async (callback) => {
      await delay(chance.random() * 250);
      await send(callback);
    }),
  );
  await Promise.all([sending, meanwhile()]);
  const late: Callback[] = parts.map(({ deliveryId, quantity }) => genuine(restock, deliveryId, quantity));
  await Promise.all([...late, genuine(restock, 'late', 2)].map(send));

  const violations = await checkCallbacks(system.db, restock, log);
  await fetch(`${system.factoryUrl}/faults?orders=${orders}`, { method: 'DELETE' });
  return {
    openingStock: 1,
    told: told ? [told] : [],
    unsettled: told ? [] : [`${sku}-only`],
    corrections: [],
    violations,
    noFailedRequest: false,
    tries: log.length,
  };
}

/** The restock that the sale has caused, once the factory has taken its order; its reply may still be under way. */
async function untilTaken({ db, factoryUrl }: System, sku: string): Promise<Restock> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const restock = await findOpenRestock(db, sku);
    const response = restock && (await fetch(`${factoryUrl}/orders/${restock.id}`));
    const order = response?.status === 200 ? ((await response.json()) as { accepted: number }) : null;
    if (restock && order && order.accepted > 0) return restock;
    await delay(20);
  }
  throw new Error(`The factory took no order for ${sku} within ${patience / 1000} s`);
}

function inParts({ random }: Round['chance']): { deliveryId: string; quantity: number }[] {
  const sizes: number[] = [];
  for (let left = ordered; left > 0; left -= sizes.at(-1) as number) {
    sizes.push(Math.min(left, 2 + Math.floor(random() * 6)));
  }
  return sizes.map((quantity, index) => ({ deliveryId: `part-${index}`, quantity }));
}

function genuine({ id, callbackToken }: Restock, deliveryId: string, quantity: number | string): Callback {
  return { what: 'genuine', restockId: id, token: callbackToken, deliveryId, quantity };
}

/** Every part once to four times, one too many now and then, and as many that must not be believed. */
function plan(restock: Restock, parts: ReturnType<typeof inParts>, { sku, chance }: Round): Callback[] {
  const repeated = parts.flatMap(({ deliveryId, quantity }) =>
    Array.from({ length: 1 + Math.floor(chance.random() * 4) }, () => genuine(restock, deliveryId, quantity)),
  );
  const extra = chance.random() < 0.3 ? [genuine(restock, 'extra', 3)] : [];
  const forged = { what: 'forged' as const, restockId: restock.id, deliveryId: 'forged', quantity: ordered };
  const altered = restock.callbackToken.slice(0, -1) + (restock.callbackToken.endsWith('A') ? 'B' : 'A');
  return [
    ...repeated,
    ...extra,
    { ...forged, token: null },
    { ...forged, token: '' },
    { ...forged, token: altered },
    { ...forged, token: restock.id },
    { ...forged, token: restock.callbackToken, restockId: `restock-${sku}-99` },
    ...['ten', '-3', '0', '1e3', '1.5'].map((quantity): Callback => ({
      ...genuine(restock, 'wrong', quantity),
      what: 'wrong',
    })),
  ];
}

/** Both shapes of body, at either API, until an answer says what became of it. */
async function sendUntilKnown(system: System, callback: Callback, random: () => number): Promise<CallbackAnswer> {
  const { what, restockId, token, deliveryId, quantity } = callback;
  const query = token === null ? '' : `?token=${token}`;
  const body =
    random() < 0.5 || typeof quantity === 'string'
      ? { deliveryId, MessageAttributeProductCnt: String(quantity), MessageGroupId: restockId }
      : { deliveryId, quantity };
  const end = Date.now() + patience;
  for (let times = 1; ; times++) {
    const url = [...system.inRotation][Math.floor(random() * system.inRotation.size)] as string;
    try {
      const response = await fetch(`${url}/v1/deliveries/${restockId}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(8_000),
      });
      const { outcome = null } = (await response.json()) as { outcome?: CallbackAnswer['outcome'] };
      if (response.status < 500) return { what, deliveryId, status: response.status, outcome, times };
    } catch {
      // Nobody knows: the same callback goes out again.
    }
    if (Date.now() > end) return { what, deliveryId, status: null, outcome: null, times };
    await delay(100);
  }
}
