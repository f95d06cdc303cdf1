import type { Database } from '../db/database.ts';
import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { recordStarted } from './restock-transitions.ts';
import type { Restock } from './restock-store.ts';
import type { RestockWorkflows } from './restock-workflows.ts';

/** Starts under way at once: more would keep each other waiting in Temporal, past their deadline. */
const atOnce = 8;

/** Restocks that wait for their turn, at most; more than Temporal takes up for long are the sweep's. */
const mostWaiting = 1_000;

/**
 * Starts a restock's workflow after the commit that requested it: in the background, once, with a short deadline.
 * Where that fails nothing is lost, for the row is there and the sweep starts what has no workflow.
 */
export function createStartOrJoin(deps: { db: Database; workflows: RestockWorkflows; logger: Logger }) {
  const { db, workflows, logger } = deps;
  const waiting: Restock[] = [];
  let underWay = 0;

  return (restock: Restock): void => {
    if (waiting.length >= mostWaiting) leave(restock, new Error('Too many restocks are waiting to be started.'));
    else waiting.push(restock);
    if (underWay < atOnce) void startWaiting();
  };

  async function startWaiting(): Promise<void> {
    underWay += 1;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const restock = next;
      await start(restock).catch((error: unknown) => leave(restock, error));
    }
    underWay -= 1;
  }

  async function start(restock: Restock): Promise<void> {
    await workflows.startOrJoin(restock);
    await recordStarted(db, restock.id);
  }

  function leave(restock: Restock, error: unknown): void {
    logger.warn({ restockId: restock.id, error: firstLine(error) }, 'restock not started now; the sweep will start it');
  }
}
