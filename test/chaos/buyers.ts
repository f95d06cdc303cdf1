import { setTimeout as delay } from 'node:timers/promises';

/** What a buyer was told in the end, under the key of the purchase. */
export type Told = { key: string; quantity: number; outcome: 'sold' | 'sold-out'; asked: number };

/** How long a buyer waits for one answer, and altogether, in milliseconds. */
const answerTime = 8_000;
const patience = 90_000;

/**
 * Buyers at work on one product. Each purchase has a key; an outcome that is not known is settled by asking again with
 * the same key, at the other API. Their log is what they were told, and never what the shop says of itself.
 */
export function startBuyers(options: { sku: string; count: number; apiUrls: readonly string[]; random: () => number }) {
  const { sku, count, apiUrls, random } = options;
  const log: Told[] = [];
  const unsettled: string[] = [];
  const shift = { isOpen: true };

  async function buyer(number: number): Promise<void> {
    for (let turn = 0; shift.isOpen; turn++) {
      const key = `${sku}-${number}-${turn}`;
      const quantity = 1 + Math.floor(random() * 3);
      const told = await settle(key, quantity);
      if (told) log.push(told);
      else unsettled.push(key);
      await delay(random() * 60);
    }
  }

  async function settle(key: string, quantity: number): Promise<Told | null> {
    const end = Date.now() + patience;
    for (let asked = 1; Date.now() < end; asked++) {
      // Now and then with both hands: the same key at both APIs at once.
      const urls = random() < 0.2 ? apiUrls : apiUrls.slice(asked % apiUrls.length).slice(0, 1);
      const outcomes = await Promise.all(urls.map((url) => ask(url, key, quantity)));
      // One may be refused before a delivery and the other sold after it.
      if (outcomes.includes('sold')) return { key, quantity, outcome: 'sold', asked };
      if (!outcomes.includes('unknown')) return { key, quantity, outcome: 'sold-out', asked };
      await delay(100);
    }
    return null;
  }

  async function ask(url: string, key: string, quantity: number): Promise<Told['outcome'] | 'unknown'> {
    try {
      const response = await fetch(`${url}/v1/purchases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ sku, quantity }),
        signal: AbortSignal.timeout(answerTime),
      });
      await response.text();
      if (response.status === 201) return 'sold';
      return response.status === 409 ? 'sold-out' : 'unknown';
    } catch {
      return 'unknown';
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
