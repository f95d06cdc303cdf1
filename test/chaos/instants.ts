import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import type { Member } from './member.ts';
import type { System } from './system.ts';

/** Ends a process at an instant; itself unless another one is named. */
export type DeathWish = { instant: Instant; victim?: number };

/** Where a process can be ended: just after the answer to a commit, unless said otherwise. */
type Instant =
  | 'purchase-commit-sent'
  | 'purchase-committed'
  | 'restock-committed'
  | 'delivery-committed'
  /** The factory's 2xx has come, and nothing of it is written down. */
  | 'order-accepted'
  | 'order-committed'
  | 'booking-committed';

/** How long buyers may take until the instant comes, in milliseconds. */
const patience = 15_000;

/** Kills at the instants at which something is done and nobody has been told yet. */
export const instantFaults: Record<string, Fault> = {
  'sold-not-answered': ({ apis }) => dieAt('purchase-committed', apis),
  'restock-not-started': ({ apis }) => dieAt('restock-committed', apis),
  'delivered-not-signalled': ({ apis }) => dieAt('delivery-committed', apis),
  'accepted-not-recorded': ({ workers }) => dieAt('order-accepted', workers),
  'recorded-not-completed': ({ workers }) => dieAt('order-committed', workers),
  'booked-not-completed': ({ workers }) => dieAt('booking-committed', workers),
  'database-at-commit': ({ apis, database }) => dieAt('purchase-commit-sent', apis, database),
  'temporal-at-stockout': ({ apis, temporal }) => dieAt('restock-committed', apis, temporal),
  'database-at-booking': ({ workers, database }) => dieAt('booking-committed', workers, database),
};

/** Resolves when the first of these processes that came to the instant, or the victim, was killed and runs again. */
async function dieAt(instant: Instant, members: System['apis'], victim?: Member): Promise<void> {
  const wish: DeathWish = { instant, ...(victim && { victim: victim.pid }) };
  for (const { wishFile } of members) {
    // Moved into place, so that nobody reads half of it.
    writeFileSync(`${wishFile}.new`, JSON.stringify(wish));
    renameSync(`${wishFile}.new`, wishFile);
  }
  const candidates: Member[] = victim ? [victim] : members;
  const end = Date.now() + patience;
  while (candidates.every((member) => member.isRunning)) {
    if (Date.now() > end) throw new Error(`No process came to the instant ${instant} within ${patience / 1000} s`);
    await delay(5);
  }
  for (const { wishFile } of members) rmSync(wishFile, { force: true });
  await Promise.all(candidates.filter((member) => !member.isRunning).map((member) => member.start()));
}
