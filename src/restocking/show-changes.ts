import type { Database } from '../db/database.ts';
import { findRestocks, isOngoing, type Restock } from './restock-store.ts';
import type { RestockDisplay } from './restock-workflows.ts';

/** Younger than this, a change is most likely on its way to the workflow, or to Temporal's index; in milliseconds. */
const grace = 2_000;

/**
 * Lets workflows look at their row again that show something else, because whatever changed the row could not tell them.
 * Answers how many there were.
 */
export async function showChanges(db: Database, display: RestockDisplay): Promise<number> {
  const shown = await display.listShown();
  const before = new Date(Date.now() - grace);
  const restocks = await findRestocks(db, [...shown.keys()]);
  let told = 0;
  for (const restock of restocks) {
    const { state, attention } = shown.get(restock.id) ?? {};
    if (!isOngoing(restock) || lastChange(restock) >= before) continue;
    if (state === restock.state && attention === restock.attention) continue;
    if ((await display.signalChanged(restock.id)) === 'sent') told += 1;
  }
  return told;
}

/** As far as the row tells. */
function lastChange({ requestedAt, orderedAt, attentionSince }: Restock): Date {
  const times = [requestedAt, orderedAt, attentionSince].map((time) => time?.getTime() ?? 0);
  return new Date(Math.max(...times));
}
