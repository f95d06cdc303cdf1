import type { Database } from '../db/database.ts';
import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { recordStarted } from './restock-transitions.ts';
import type { Restock } from './restock-store.ts';
import type { RestockWorkflows } from './restock-workflows.ts';

/**
 * Starts a restock's workflow after the commit that requested it: in the background, once, with a short deadline.
 * Where that fails nothing is lost, for the row is there and the sweep starts what has no workflow.
 */
export function createStartOrJoin(deps: { db: Database; workflows: RestockWorkflows; logger: Logger }) {
  const { db, workflows, logger } = deps;
  return (restock: Restock): void => {
    start(restock).catch((error: unknown) => {
      logger.warn(
        { restockId: restock.id, error: firstLine(error) },
        'restock not started now; the sweep will start it',
      );
    });
  };

  async function start(restock: Restock): Promise<void> {
    await workflows.startOrJoin(restock);
    await recordStarted(db, restock.id);
  }
}
