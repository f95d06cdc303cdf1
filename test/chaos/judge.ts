import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { listMovements } from '../../src/inventory/ledger.ts';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import { addUp, onHandOf } from '../support/donuts.ts';
import { judgeRestocks } from './judge-restocks.ts';
import type { Evidence } from './scenario.ts';
import type { System } from './system.ts';

/** After the last fault everything pending must be finished or visibly waiting for a person, within this time (P6). */
const recovery = 30_000;

export type Verdict = {
  violations: string[];
  /** Milliseconds from the last fault until nothing was pending. */
  settledAfter: number;
  sold: number;
  refused: number;
  restocks: number;
  /** Restocks that wait for a person. */
  waiting: number;
  /** Purchases that had to be asked for more than once. */
  askedAgain: number;
  tries: number;
};

export type Check = (promise: string, holds: boolean, what: string) => void;

/**
 * Compares what those outside have on record with what the shop says: each of the promises that a round can break, for
 * one product. What looks like a breach is looked at twice, since the judge reads one thing after another while a late
 * callback may still come; a real one stays. Being late cannot be mended: P6 has no second look.
 */
export async function judge(system: System, sku: string, evidence: Evidence): Promise<Verdict> {
  const verdict = await judgeNow(system, sku, evidence);
  const isLate = verdict.violations.some((violation) => violation.startsWith('P6'));
  if (verdict.violations.length === 0 || isLate) return verdict;
  await delay(1_000);
  return { ...(await judgeNow(system, sku, evidence)), settledAfter: verdict.settledAfter };
}

async function judgeNow(system: System, sku: string, evidence: Evidence): Promise<Verdict> {
  const { db } = system;
  const { told, unsettled } = evidence;
  const violations = [...evidence.violations];
  const check: Check = (promise, holds, what) => {
    if (!holds) violations.push(`${promise}: ${what}`);
  };

  const began = Date.now();
  const restocks = await untilSettled(db, sku, began + recovery);
  const settledAfter = Date.now() - began;
  check('P6', restocks.every(isSettled), `pending after ${recovery / 1000} s: ${describe(restocks)}`);
  check('P6', unsettled.length === 0, `purchases nobody could settle: ${unsettled.join(', ')}`);

  await judgePurchases(db, sku, evidence, check);
  const corrected = await judgeCorrections(db, sku, evidence, check);

  const onHand = await onHandOf(db, sku);
  const ledger = await addUp(db, sku).catch((error: unknown) => String(error));
  if (typeof ledger === 'string') violations.push(`P2: ${ledger}`);
  else check('P2', ledger.onHand === onHand, `the ledger says ${ledger.onHand}, the row ${onHand}`);

  const soldLog = told.filter(({ outcome }) => outcome === 'sold');
  const sold = soldLog.reduce((sum, { quantity }) => sum + quantity, 0);
  const delivered = restocks.reduce((sum, restock) => sum + restock.delivered, 0);
  const expected = evidence.openingStock - sold + delivered + corrected;
  check('P3', onHand === expected, `${onHand} on the shelf instead of ${expected}`);
  await judgeRestocks(system, restocks, check, evidence.noFailedRequest);
  // Every policy here has the reorder point 0; a correction by hand is no stockout.
  const isOnOrder = restocks.some(({ state }) => state !== 'delivered' && state !== 'cancelled');
  const byHand = evidence.corrections.some(({ quantity }) => quantity < 0);
  check('P4', onHand > 0 || isOnOrder || byHand, `the shelf is empty and nothing is on order: ${describe(restocks)}`);

  const askedAgain = told.filter(({ asked }) => asked > 1).length;
  check('P1', !evidence.noFailedRequest || askedAgain === 0, `${askedAgain} purchases failed at first`);

  return {
    violations,
    settledAfter,
    sold: soldLog.length,
    refused: told.length - soldLog.length,
    restocks: restocks.length,
    waiting: restocks.filter(({ attention }) => attention !== null).length,
    askedAgain,
    tries: evidence.tries,
  };
}

/** P1: who was told "sold" has one purchase, and nobody else has one. */
async function judgePurchases(db: Database, sku: string, { told }: Evidence, check: Check): Promise<void> {
  const rows = await db('purchases').where({ sku });
  const quantities = new Map(rows.map((row) => [row.idempotency_key, row.quantity]));
  for (const { key, quantity, outcome } of told) {
    const bought = quantities.get(key);
    check('P1', (outcome === 'sold') === (bought !== undefined), `${key} was told ${outcome}, the row says ${bought}`);
    check('P1', bought === undefined || bought === quantity, `${key} bought ${bought} instead of ${quantity}`);
  }
  const bugs = told.filter((purchase) => purchase.bugs > 0);
  check('P1', bugs.length === 0, `answered 500: ${bugs.map(({ key }) => key).join(', ')}`);
  const sold = told.filter(({ outcome }) => outcome === 'sold').length;
  check('P1', rows.length === sold, `${rows.length} sales, ${sold} buyers who know of one`);
}

/** Corrections carry no key: one whose answer got lost happened or did not. Answers the units that they came to. */
async function judgeCorrections(db: Database, sku: string, { corrections }: Evidence, check: Check): Promise<number> {
  const movements = await listMovements(db, sku, { before: null, limit: 100_000 });
  const byHand = movements.filter(({ kind, reason }) => kind === 'adjustment' && reason !== 'opening stock');
  for (const { reason, told } of corrections) {
    const times = byHand.filter((movement) => movement.reason === reason).length;
    check(
      'P2',
      times <= 1 && (told === 'unknown' || times === (told === 'done' ? 1 : 0)),
      `${reason}: ${told}, ${times} times`,
    );
  }
  return byHand.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Over, or shown to a person. */
function isSettled({ state, attention }: Restock): boolean {
  return state === 'delivered' || state === 'cancelled' || attention !== null;
}

async function untilSettled(db: Database, sku: string, end: number): Promise<Restock[]> {
  for (;;) {
    // Deliveries first: one that is booked after this look is in the restocks' second one.
    const received = await db('deliveries')
      .where({ sku, status: 'received' })
      .catch(() => null);
    const restocks = await listRestocks(db, { sku }, { after: null, limit: 1_000 }).catch(() => null);
    if ((restocks?.every(isSettled) && received?.length === 0) || Date.now() > end) return restocks ?? [];
    await delay(50);
  }
}

export function describe(restocks: Restock[]): string {
  return restocks
    .map(({ id, state, attention, delivered }) => `${id} ${state} ${attention ?? '-'} ${delivered}`)
    .join('; ');
}
