/** The story in a minute, told beside a running system (`npm start`): a crowd, a stockout, a shelf that refills itself. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import { openShopClient, ShopError, type Restock, type ShopClient } from './demo/shop-client.ts';

const api = process.env.API_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`;
const sku = process.env.LEGACY_SKU ?? 'CP-502101';
const patience = 120_000;

try {
  process.exitCode = (await tell(openShopClient(api, process.env.RESTOCK_KEY))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof ShopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function tell(shop: ShopClient): Promise<boolean> {
  const before = await shelfBefore(shop);
  const buyers = before.onHand + 20;
  say(`${sku} has ${before.onHand} on the shelf. A crowd of ${buyers} comes at once.`);
  const crowd = await buyAll(shop, buyers);
  say(`${crowd.sold} sold, ${crowd.refused} refused because it was sold out.`);

  const open = (await shop.product(sku)).restock;
  const restock = open ? await follow(shop, open.id) : await shop.latestRestock(sku);
  if (!restock)
    throw new ShopError(`${sku} is sold out and nothing was ordered: its policy says that it is not replenished.`);
  const after = await shop.product(sku);
  const delivered = restock.state === 'failed' ? 0 : restock.delivered;
  return summarize({
    before: before.onHand,
    ...crowd,
    delivered,
    left: after.onHand,
    ledger: await shop.ledgerSum(sku),
  });
}

/** The shelf as the crowd finds it; an earlier restock is waited for, so that the figures are this crowd's alone. */
async function shelfBefore(shop: ShopClient): Promise<{ onHand: number }> {
  const product = await shop.product(sku);
  if (!product.restock) return product;
  say(`${product.restock.id} is still open from before: waiting for it first.`);
  const restock = await follow(shop, product.restock.id);
  if (restock.state !== 'failed') return shop.product(sku);
  throw new ShopError(`${restock.id} has failed (${restock.lastError}). Put it right first: ${restock.links.temporal}`);
}

async function buyAll(shop: ShopClient, buyers: number): Promise<{ sold: number; refused: number }> {
  const outcomes = await Promise.all(
    Array.from({ length: buyers }, async () => {
      await delay(Math.random() * 1_500);
      return shop.buy(sku, randomUUID());
    }),
  );
  const sold = outcomes.filter((outcome) => outcome === 'sold').length;
  return { sold, refused: outcomes.length - sold };
}

/** Prints each change of a restock until it is over. */
async function follow(shop: ShopClient, id: string): Promise<Restock> {
  const deadline = Date.now() + patience;
  let shown = '';
  for (;;) {
    const restock = await shop.restock(id);
    const line = describe(restock);
    if (line !== shown) say(line);
    shown = line;
    if (['delivered', 'cancelled', 'failed'].includes(restock.state)) return restock;
    if (Date.now() > deadline) {
      throw new ShopError(`${id} is not done after ${patience / 1000} s. What it waits for: ${restock.links.temporal}`);
    }
    await delay(100);
  }
}

function describe(restock: Restock): string {
  const { id, state, attention, quantity, delivered, factoryId, factoryOrderId, expectedAt, lastError } = restock;
  const trouble = attention === null ? '' : styleText('yellow', ` Needs attention: ${attention} (${lastError}).`);
  switch (state) {
    case 'requested':
      return `${id}: ${quantity} requested from ${factoryId}.${trouble}`;
    case 'ordered':
      return `${id}: ordered as ${factoryOrderId}, expected at ${timeOf(expectedAt)}.${trouble}`;
    case 'partially_delivered':
      return `${id}: ${delivered} of ${quantity} are here.${trouble}`;
    default:
      return `${id}: ${state}, ${delivered} of ${quantity} on the shelf.${trouble}`;
  }
}

type Figures = { before: number; sold: number; refused: number; delivered: number; left: number; ledger: number };

function summarize({ before, sold, refused, delivered, left, ledger }: Figures): boolean {
  const rows: [string, number][] = [
    ['on the shelf before', before],
    ['sold', -sold],
    ['delivered', delivered],
    ['left', left],
  ];
  console.log();
  for (const [label, units] of rows) console.log(`  ${label.padEnd(22)}${String(units).padStart(6)}`);
  console.log(`  ${'refused'.padEnd(22)}${String(refused).padStart(6)}`);
  console.log(`  ${'sum of the ledger'.padEnd(22)}${String(ledger).padStart(6)}\n`);
  const addsUp = before - sold + delivered === left && ledger === left;
  console.log(
    addsUp
      ? styleText('green', `It adds up: ${before} - ${sold} + ${delivered} = ${left}, and the ledger says the same.`)
      : styleText(
          'red',
          `It does not add up: ${before} - ${sold} + ${delivered} is not ${left}, or the ledger differs (${ledger}). Does somebody else buy?`,
        ),
  );
  return addsUp;
}

function say(text: string): void {
  console.log(`${styleText('dim', timeOf(new Date().toISOString()))}  ${text}`);
}

function timeOf(time: string | null): string {
  return time === null ? 'an unknown time' : new Date(time).toLocaleTimeString('en-GB');
}
