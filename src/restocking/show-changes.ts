import type { Database } from '../db/database.ts';
import { isOver } from '../workflows/restock-contract.ts';
import { findRestocks, type Restock } from './restock-store.ts';
import type { RestockWorkflows } from './restock-workflows.ts';

type Running = Awaited<ReturnType<RestockWorkflows['listRunning']>>;

/**
 * Restocks whose running workflow shows something else than their row, because whatever changed the row could not tell
 * it: also those that are over, and whose workflow waits on.
 */
export async function findUnseenChanges(db: Database, running: Running, before: Date): Promise<Restock[]> {
  const restocks = await findRestocks(db, [...running.keys()]);
  return restocks.filter((restock) => {
    const shown = running.get(restock.id);
    if (!shown || restock.state === 'failed' || lastChange(restock) >= before) return false;
    if (isOver(restock.state)) return true;
    return shown.state !== restock.state || shown.attention !== restock.attention;
  });
}

/** As far as the row tells: a workflow needs a moment to show a change, and Temporal's index another. */
function lastChange({ requestedAt, orderedAt, attentionSince, closedAt }: Restock): Date {
  const times = [requestedAt, orderedAt, attentionSince, closedAt].map((time) => time?.getTime() ?? 0);
  return new Date(Math.max(...times));
}
