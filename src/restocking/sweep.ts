import type { Database } from '../db/database.ts';
import { firstLine } from '../errors.ts';
import { verifyLedgers, type LedgerDifference } from '../inventory/verify-ledger.ts';
import { say } from '../sentence.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { troubles } from '../workflows/troubles.ts';
import { bookDelivery } from './book-delivery.ts';
import { deliveriesOf, unbookedDeliveries, type Delivery } from './delivery-store.ts';
import {
  findRestock,
  getRestock,
  isOngoing,
  listFailedRestocks,
  listOngoingRestocks,
  type Restock,
} from './restock-store.ts';
import { raiseAttention, recordFailure, recordStarted, takeUp } from './restock-transitions.ts';
import type { RestockWorkflows } from './restock-workflows.ts';

/** What one pass did. */
export type SweepReport = {
  /** Restocks that had no workflow and have one now. */
  started: number;
  /** Restocks whose workflow was ended from outside. */
  markedFailed: number;
  /** Restocks that were marked failed while their workflow is at work again. */
  takenUp: number;
  /** Workflows at work for a restock that is over, told so again. */
  ended: number;
  /** Restocks whose factory is not configured, shown to a person. */
  withoutFactory: number;
  /** Deliveries that their workflow was told of again. */
  signalled: number;
  /** Deliveries put on the shelf here, for want of a workflow. */
  booked: number;
  /** Why repairs could not be made, a few of them; the next pass tries again. */
  failures: string[];
  /** Products whose stock is not the sum of their ledger. */
  differences: LedgerDifference[];
};

export type SweepDeps = {
  db: Database;
  workflows: RestockWorkflows;
  factoryIds: { has(factoryId: string): boolean };
  onProgress: () => void;
  /** Called for each delivery put on the shelf here, with the time at which it was told. */
  onBooked?: ((receivedAt: Date) => void) | undefined;
};

/** Younger than this, a row or a delivery is most likely in good hands already; in milliseconds. */
const grace = 2_000;

/** A workflow that fails writes so in the row first: only one that still runs this long after was reset, in milliseconds. */
const failureGrace = 15_000;

/** Deliveries of one pass; the next pass takes the rest. */
const deliveriesAtOnce = 1_000;

const atOnce = 8;

/**
 * Finds what got lost between the database and Temporal, and repairs it. Everything that it does is keyed or
 * conditional, so it is safe to run twice and in several places at once.
 */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const { db, workflows, factoryIds } = deps;
  const report: SweepReport = {
    started: 0,
    markedFailed: 0,
    takenUp: 0,
    ended: 0,
    withoutFactory: 0,
    signalled: 0,
    booked: 0,
    failures: [],
    differences: [],
  };
  const before = new Date(Date.now() - grace);
  const forEach = <T>(items: T[], repair: (item: T) => Promise<void>) => repairAll(deps, report, items, repair);

  const running = await workflows.listRunning();
  const ongoing = await listOngoingRestocks(db, before);
  const unrecorded = ongoing.filter((restock) => restock.startedAt === null && running.has(restock.id));
  await forEach(unrecorded, (restock) => recordStarted(db, restock.id));
  const doubtful = ongoing.filter((restock) => !running.has(restock.id));
  await forEach(doubtful, (restock) => ensureWorkflow(deps, restock, report));

  const failed = await listFailedRestocks(db, new Date(Date.now() - failureGrace));
  const working = failed.filter((restock) => running.has(restock.id));
  await forEach(working, (restock) => ensureTakenUp(deps, restock, report));

  const accountedFor = new Set([...ongoing, ...failed].map(({ id }) => id));
  const others = [...running].filter((id) => !accountedFor.has(id));
  await forEach(others, (id) => ensureEnded(deps, id, before, report));

  const stranded = ongoing.filter((restock) => restock.orderedAt === null && !factoryIds.has(restock.factoryId));
  await forEach(stranded, (restock) => ensureShown(deps, restock, report));

  const unbooked = await unbookedDeliveries(db, before, deliveriesAtOnce);
  await forEach(unbooked, (delivery) => ensureBooking(deps, delivery, report));

  report.differences = await verifyLedgers(db);
  return report;
}

/** A few at a time: each is some calls to Temporal and a short transaction. What fails holds up nothing else. */
async function repairAll<T>(deps: SweepDeps, report: SweepReport, items: T[], repair: (item: T) => Promise<void>) {
  for (let next = 0; next < items.length; next += atOnce) {
    const results = await Promise.allSettled(items.slice(next, next + atOnce).map(repair));
    for (const result of results) {
      if (result.status === 'rejected' && report.failures.length < 10) report.failures.push(firstLine(result.reason));
    }
    deps.onProgress();
  }
}

/** Starts the workflow of a restock that has none; one whose workflow was ended from outside is marked failed. */
async function ensureWorkflow({ db, workflows }: SweepDeps, restock: Restock, report: SweepReport): Promise<void> {
  const before = await workflows.statusOf(restock.id);
  if (before === 'RUNNING' || (await workflows.startOrJoin(restock)) === 'running') {
    await recordStarted(db, restock.id);
    if (before === null) report.started += 1;
    return;
  }
  // A workflow writes its restock's end before it ends, so one that ended by itself is not ongoing any more by now.
  if (!isOngoing(await getRestock(db, restock.id))) return;
  const status = (before ?? 'ended').toLowerCase().replaceAll('_', ' ');
  await recordFailure(db, restock.id, 'internal_error', say(troubles['ended-outside'], { how: status }));
  report.markedFailed += 1;
}

/** Tells the workflow again; for a restock that has ended or failed there is none, and the goods are booked here. */
async function ensureBooking(
  { db, workflows, onBooked }: SweepDeps,
  delivery: Delivery,
  report: SweepReport,
): Promise<void> {
  if (delivery.restockId === null) return;
  if ((await workflows.signalDelivered(delivery.restockId, delivery.id)) === 'sent') {
    report.signalled += 1;
  } else if (!isOngoing(await getRestock(db, delivery.restockId))) {
    await bookDelivery(db, delivery.restockId, delivery.id, onBooked);
    report.booked += 1;
  }
}

/** Its workflow was reset to a point at which it does not say so itself: what a person sees is brought up to date. */
async function ensureTakenUp({ db, workflows }: SweepDeps, restock: Restock, report: SweepReport): Promise<void> {
  if ((await workflows.statusOf(restock.id)) !== 'RUNNING') return;
  await takeUp(db, restock.id);
  report.takenUp += 1;
}

/**
 * Its workflow was reset, and Temporal repeats neither the cancellation nor, unless it is asked to, the signals that came
 * after that point: it would wait for what is over. It is told again what ended the restock, and ends in the same way.
 */
async function ensureEnded({ db, workflows }: SweepDeps, id: string, before: Date, report: SweepReport): Promise<void> {
  const restock = await findRestock(db, id);
  if (!restock || !isOver(restock.state) || restock.closedAt === null || restock.closedAt >= before) return;
  const last = (await deliveriesOf(db, id)).findLast(({ status }) => status === 'booked');
  const told =
    restock.state === 'delivered' && last ? await workflows.signalDelivered(id, last.id) : await workflows.cancel(id);
  if (told === 'sent') report.ended += 1;
}

/** Nobody serves the queue of a factory that is not configured, and its orders would wait there in silence. */
async function ensureShown({ db }: SweepDeps, restock: Restock, report: SweepReport): Promise<void> {
  if (restock.attention === 'internal_error') return;
  await raiseAttention(
    db,
    restock.id,
    'internal_error',
    say(troubles['factory-not-configured'], { factory: restock.factoryId }),
  );
  report.withoutFactory += 1;
}
