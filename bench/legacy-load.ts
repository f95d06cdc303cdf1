/**
 * The load that the old shop could not stand, against a running shop: `npm run load`. Twenty clients send
 * `POST /checkout`, each a tenth of a second after its last answer, ramping down over the last third. Then the ledger,
 * the restocks and what the clients were told are compared.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    sku: { type: 'string', default: 'CP-502101' },
    clients: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    pause: { type: 'string', default: '100' },
  },
});
const [clients, seconds, pause] = [Number(values.clients), Number(values.seconds), Number(values.pause)];
const shop = new Pool(values.url, { connections: clients + 2 });

type Movement = { sequence: number; kind: string; quantity: number; onHand: number };
type Restock = { id: string; state: string; requestedAt: string; closedAt: string | null };
type Page<Item> = { items: Item[]; next: string | null };

const before = await newest();
const told = { sold: 0, refused: 0, other: 0 };
const latencies: number[] = [];
const end = Date.now() + seconds * 1_000;
console.log(`${clients} clients, ${seconds} s, against ${values.url}`);
await Promise.all(
  Array.from({ length: clients }, (_, index) => buyUntil(end - (index / clients) * (seconds / 3) * 1_000)),
);
process.exitCode = (await judge()) ? 0 : 1;
await shop.close();

async function buyUntil(stop: number): Promise<void> {
  while (Date.now() < stop) {
    const start = performance.now();
    const { statusCode, body } = await shop.request({
      path: '/checkout',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ MessageAttributeFactoryId: 'FF-500293' }),
    });
    const text = await body.text();
    latencies.push(performance.now() - start);
    if (statusCode === 200 && text.includes('구매 완료')) told.sold += 1;
    else if (statusCode === 200 && text.includes('구매 실패')) told.refused += 1;
    else told.other += 1;
    await delay(pause);
  }
}

async function judge(): Promise<boolean> {
  const entries = await entriesSince(before?.sequence ?? 0);
  const sold = entries.filter(({ kind }) => kind === 'sale').length;
  const delivered = entries.filter(({ kind }) => kind === 'delivery').reduce((sum, { quantity }) => sum + quantity, 0);
  const negative = entries.filter(({ onHand }) => onHand < 0).length;
  let onHand = before?.onHand ?? 0;
  const wrong = entries.filter((entry) => (onHand += entry.quantity) !== entry.onHand).length;
  const { onHand: shown } = await get<{ onHand: number }>(`/v1/products/${values.sku}`);
  const overlapping = overlaps(await all<Restock>(`/v1/restocks?sku=${values.sku}&limit=100`));
  const checks: [string, string | number, boolean][] = [
    ['answers', told.sold + told.refused + told.other, true],
    ['answers other than 200', told.other, told.other === 0],
    ['told "sold"', told.sold, true],
    ['sales in the ledger', sold, sold === told.sold],
    ['delivered', delivered, true],
    ['on the shelf / by the ledger', `${shown} / ${onHand}`, shown === onHand],
    ['entries that do not add up', wrong, wrong === 0],
    ['entries below zero', negative, negative === 0],
    ['restocks open at the same time', overlapping, overlapping === 0],
    ['latency p50 / p99 / max, ms', percentiles(latencies), true],
  ];
  for (const [label, value, holds] of checks)
    console.log(`  ${label.padEnd(34)}${String(value).padStart(18)}${holds ? '' : '   WRONG'}`);
  return checks.every(([, , holds]) => holds);
}

/** How many restocks were requested before the one ahead of them had ended. */
function overlaps(restocks: Restock[]): number {
  const inOrder = restocks.toReversed();
  return inOrder.filter((restock, index) => {
    const earlier = inOrder[index - 1];
    return earlier !== undefined && (earlier.closedAt === null || earlier.closedAt > restock.requestedAt);
  }).length;
}

function percentiles(all: number[]): string {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}

async function newest(): Promise<Movement | undefined> {
  return (await get<Page<Movement>>(`/v1/products/${values.sku}/movements?limit=1`)).items[0];
}

/** Oldest first. */
async function entriesSince(sequence: number): Promise<Movement[]> {
  const entries = await all<Movement>(`/v1/products/${values.sku}/movements?limit=100`);
  return entries.filter((entry) => entry.sequence > sequence).toReversed();
}

async function all<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: Page<Item> = await get(next === '' ? path : `${path}&cursor=${encodeURIComponent(next)}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

async function get<Body>(path: string): Promise<Body> {
  const { statusCode, body } = await shop.request({ path, method: 'GET' });
  if (statusCode !== 200) throw new Error(`GET ${path} answered ${statusCode}: ${await body.text()}`);
  return (await body.json()) as Body;
}
