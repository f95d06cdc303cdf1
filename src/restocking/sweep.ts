import type { Database } from '../db/database.ts';
import { verifyLedgers, type LedgerDifference } from '../inventory/verify-ledger.ts';
import { bookDelivery } from './book-delivery.ts';
import { unbookedDeliveries, type Delivery } from './delivery-store.ts';
import { getRestock, isOngoing, listOngoingRestocks, type Restock } from './restock-store.ts';
import { recordFailure, recordStarted } from './restock-transitions.ts';
import type { RestockWorkflows } from './restock-workflows.ts';

/** What one pass did. `differences`: products whose stock is not the sum of their ledger. */
export type SweepReport = {
  started: number;
  markedFailed: number;
  signalled: number;
  booked: number;
  differences: LedgerDifference[];
};

export type SweepDeps = {
  db: Database;
  workflows: RestockWorkflows;
  onProgress: () => void;
};

/** Younger than this, a row or a delivery is most likely in good hands already. */
const grace = 2_000;

/** Deliveries of one pass; the next pass takes the rest. */
const deliveriesAtOnce = 1_000;

const atOnce = 8;

/**
 * Finds what got lost between the database and Temporal, and repairs it. Everything that it does is keyed or
 * conditional, so it is safe to run twice and in several places at once.
 */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const report: SweepReport = { started: 0, markedFailed: 0, signalled: 0, booked: 0, differences: [] };
  const before = new Date(Date.now() - grace);

  const running = await deps.workflows.listRunning();
  const ongoing = await listOngoingRestocks(deps.db, before);
  const doubtful = ongoing.filter((restock) => restock.startedAt === null || !running.has(restock.id));
  await forEach(deps, doubtful, (restock) => ensureWorkflow(deps, restock, report));

  const unbooked = await unbookedDeliveries(deps.db, before, deliveriesAtOnce);
  await forEach(deps, unbooked, (delivery) => ensureBooking(deps, delivery, report));

  report.differences = await verifyLedgers(deps.db);
  return report;
}

/** A few at a time: each is some calls to Temporal and a short transaction. */
async function forEach<T>({ onProgress }: SweepDeps, items: T[], repair: (item: T) => Promise<void>): Promise<void> {
  for (let next = 0; next < items.length; next += atOnce) {
    await Promise.all(items.slice(next, next + atOnce).map(repair));
    onProgress();
  }
}

/** Starts the workflow of a restock that has none; one whose workflow was ended from outside is marked failed. */
async function ensureWorkflow({ db, workflows }: SweepDeps, restock: Restock, report: SweepReport): Promise<void> {
  const before = await workflows.statusOf(restock.id);
  if ((await workflows.startOrJoin(restock)) === 'running') {
    await recordStarted(db, restock.id);
    if (before === null) report.started += 1;
    return;
  }
  // A workflow writes its restock's end before it ends, so one that ended by itself is not ongoing any more by now.
  if (!isOngoing(await getRestock(db, restock.id))) return;
  const status = (before ?? 'ended').toLowerCase().replaceAll('_', ' ');
  await recordFailure(
    db,
    restock.id,
    'internal_error',
    `Its workflow was ${status} from outside before the restock was done. Reset the workflow to go on with it.`,
  );
  report.markedFailed += 1;
}

/** Tells the workflow again; for a restock that has ended or failed there is none, and the goods are booked here. */
async function ensureBooking({ db, workflows }: SweepDeps, delivery: Delivery, report: SweepReport): Promise<void> {
  if (delivery.restockId === null) return;
  if ((await workflows.signalDelivered(delivery.restockId, delivery.id)) === 'sent') {
    report.signalled += 1;
  } else if (!isOngoing(await getRestock(db, delivery.restockId))) {
    await bookDelivery(db, delivery.restockId, delivery.id);
    report.booked += 1;
  }
}
