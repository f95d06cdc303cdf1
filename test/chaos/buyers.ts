import { setTimeout as delay } from 'node:timers/promises';
import type { System } from './system.ts';

/** What a buyer was told in the end, under the key of the purchase. */
export type Told = {
  key: string;
  quantity: number;
  outcome: 'sold' | 'sold-out';
  asked: number;
  /** Answers on the way that only a bug gives: a 5xx that is no 503. */
  bugs: number;
};

/** One answer: `purchaseId` where it sold, `unknown` where no answer came, or one that leaves it open. */
export type Answer = {
  outcome: Told['outcome'] | 'key-reused' | 'bug' | 'unknown';
  purchaseId: string | null;
  replayed: boolean;
};

type Purchase = { sku: string; key: string; quantity: number };

/** How long a buyer waits for one answer, and altogether, in milliseconds. */
const answerTime = 8_000;
const patience = 90_000;

export async function ask(url: string, { sku, key, quantity }: Purchase): Promise<Answer> {
  try {
    const response = await fetch(`${url}/v1/purchases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ sku, quantity }),
      signal: AbortSignal.timeout(answerTime),
    });
    const body = (await response.json()) as { id?: string };
    const known = { 201: 'sold', 409: 'sold-out', 422: 'key-reused', 500: 'bug' } as const;
    const outcome = known[response.status as keyof typeof known] ?? 'unknown';
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { outcome, purchaseId: outcome === 'sold' ? (body.id ?? null) : null, replayed };
  } catch {
    return { outcome: 'unknown', purchaseId: null, replayed: false };
  }
}

/** Asks until the outcome is known, each time at the next API; null where patience ran out. */
export async function settle({ inRotation }: System, purchase: Purchase, random: () => number): Promise<Told | null> {
  const end = Date.now() + patience;
  let bugs = 0;
  for (let asked = 1; Date.now() < end; asked++) {
    const urls = [...inRotation];
    // Now and then with both hands: the same key at both APIs at once.
    const chosen = random() < 0.2 ? urls : [urls[asked % urls.length] as string];
    const answers = await Promise.all(chosen.map((url) => ask(url, purchase)));
    const outcomes = answers.map(({ outcome }) => outcome);
    bugs += outcomes.filter((outcome) => outcome === 'bug').length;
    // One may be refused before a delivery and the other sold after it.
    if (outcomes.includes('sold')) return { ...purchase, outcome: 'sold', asked, bugs };
    if (outcomes.every((outcome) => outcome === 'sold-out')) return { ...purchase, outcome: 'sold-out', asked, bugs };
    await delay(100);
  }
  return null;
}

/**
 * Buyers at work on one product. Each purchase has a key; an outcome that is not known is settled by asking again with
 * the same key. Their log is what they were told, and never what the shop says of itself.
 */
export function startBuyers(options: { sku: string; count: number; system: System; random: () => number }) {
  const { sku, count, system, random } = options;
  const log: Told[] = [];
  const unsettled: string[] = [];
  const shift = { isOpen: true };

  async function buyer(number: number): Promise<void> {
    for (let turn = 0; shift.isOpen; turn++) {
      const purchase = { sku, key: `${sku}-${number}-${turn}`, quantity: 1 + Math.floor(random() * 3) };
      const told = await settle(system, purchase, random);
      if (told) log.push(told);
      else unsettled.push(purchase.key);
      await delay(random() * 60);
    }
  }

  const done = Promise.all(Array.from({ length: count }, (_, number) => buyer(number)));
  return {
    /** Lets every buyer finish the purchase under way, and answers the log. */
    async stop(): Promise<{ log: Told[]; unsettled: string[] }> {
      shift.isOpen = false;
      await done;
      return { log, unsettled };
    },
  };
}
