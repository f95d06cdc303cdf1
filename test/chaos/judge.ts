import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { listRestocks, type Restock } from '../../src/restocking/restock-store.ts';
import { addUp, onHandOf } from '../support/donuts.ts';
import type { Told } from './buyers.ts';

type FactoryView = { accepted: number; callbacks: { status?: number }[]; pending: unknown[] } | null;

/** After the last fault everything pending must be finished or visibly waiting for a person, within this time (P6). */
const recovery = 30_000;

export type Verdict = {
  violations: string[];
  /** Milliseconds from the last fault until nothing was pending. */
  settledAfter: number;
  sold: number;
  refused: number;
  restocks: number;
  /** Purchases that had to be asked for more than once. */
  askedAgain: number;
};

/**
 * Compares what the buyers and the factory have on record with what the shop says: each of the promises that a round can
 * break, for one product.
 */
export async function judge(evidence: {
  db: Database;
  sku: string;
  openingStock: number;
  buyers: { log: Told[]; unsettled: string[] };
  factoryUrl: string;
}): Promise<Verdict> {
  const { db, sku, openingStock, buyers, factoryUrl } = evidence;
  const violations: string[] = [];
  const check = (promise: string, holds: boolean, what: string) => {
    if (!holds) violations.push(`${promise}: ${what}`);
  };

  const began = Date.now();
  const restocks = await untilSettled(db, sku, began + recovery);
  const settledAfter = Date.now() - began;
  check('P6', restocks.every(isSettled), `pending after ${recovery / 1000} s: ${describe(restocks)}`);
  check('P6', buyers.unsettled.length === 0, `purchases nobody could settle: ${buyers.unsettled.join(', ')}`);

  const rows = await db('purchases').where({ sku });
  const soldKeys = new Map(rows.map((row) => [row.idempotency_key, row.quantity]));
  for (const { key, quantity, outcome } of buyers.log) {
    const rowQuantity = soldKeys.get(key);
    check(
      'P1',
      (outcome === 'sold') === (rowQuantity !== undefined),
      `${key} was told ${outcome}, the row says ${rowQuantity}`,
    );
    check(
      'P1',
      rowQuantity === undefined || rowQuantity === quantity,
      `${key} bought ${rowQuantity} instead of ${quantity}`,
    );
  }
  const soldLog = buyers.log.filter(({ outcome }) => outcome === 'sold');
  check('P1', rows.length === soldLog.length, `${rows.length} sales, ${soldLog.length} buyers who know of one`);

  const onHand = await onHandOf(db, sku);
  const ledger = await addUp(db, sku).catch((error: unknown) => String(error));
  if (typeof ledger === 'string') violations.push(`P2: ${ledger}`);
  else check('P2', ledger.onHand === onHand, `the ledger says ${ledger.onHand}, the row ${onHand}`);

  const sold = soldLog.reduce((sum, { quantity }) => sum + quantity, 0);
  const delivered = restocks.reduce((sum, restock) => sum + restock.delivered, 0);
  check('P3', onHand === openingStock - sold + delivered, `${openingStock} - ${sold} + ${delivered} is not ${onHand}`);
  check(
    'P3',
    restocks.every(({ delivered: units, quantity }) => units <= quantity),
    `delivered too much: ${describe(restocks)}`,
  );

  for (const restock of restocks) {
    const view = await factoryView(factoryUrl, restock.id);
    check('P4', (view?.accepted ?? 0) <= 1, `${restock.id} was accepted ${view?.accepted} times`);
    check(
      'P4',
      restock.orderedAt === null || view?.accepted === 1,
      `${restock.id} is ordered, the factory knows nothing of it`,
    );
    const told = view?.callbacks.some(({ status }) => status === 200) ?? false;
    check('P5', !told || restock.delivered > 0, `${restock.id}: a callback got a 200 and nothing was booked`);
  }
  const open = restocks.filter(({ state }) => state !== 'delivered' && state !== 'cancelled');
  check('P4', open.length <= 1, `open at once: ${describe(open)}`);

  const askedAgain = buyers.log.filter(({ asked }) => asked > 1).length;
  return {
    violations,
    settledAfter,
    sold: soldLog.length,
    refused: buyers.log.length - soldLog.length,
    restocks: restocks.length,
    askedAgain,
  };
}

/** Over, or shown to a person. */
function isSettled({ state, attention }: Restock): boolean {
  return state === 'delivered' || state === 'cancelled' || attention !== null;
}

async function untilSettled(db: Database, sku: string, end: number): Promise<Restock[]> {
  for (;;) {
    const restocks = await listRestocks(db, { sku }, { after: null, limit: 1_000 }).catch(() => null);
    if (restocks?.every(isSettled) || Date.now() > end) return restocks ?? [];
    await delay(50);
  }
}

async function factoryView(factoryUrl: string, key: string): Promise<FactoryView> {
  const response = await fetch(`${factoryUrl}/orders/${key}`);
  return response.status === 200 ? ((await response.json()) as FactoryView) : null;
}

function describe(restocks: Restock[]): string {
  return restocks
    .map(({ id, state, attention, delivered }) => `${id} ${state} ${attention ?? '-'} ${delivered}`)
    .join('; ');
}
