import type { Database } from '../../db/database.ts';
import { firstLine, Refusal } from '../../errors.ts';
import type { Factory } from '../../factory/factory.ts';
import type { Logger } from '../../logger.ts';
import { say } from '../../sentence.ts';
import { troubles } from '../../workflows/troubles.ts';
import { findRestock, type Restock } from '../restock-store.ts';
import type { RestockDisplay, RestockWorkflows } from '../restock-workflows.ts';
import type { RestockAction } from './action-store.ts';
import type { Denial } from './denials.ts';
import type { WorkflowControl } from './workflow-control.ts';

export type RepairDeps = {
  db: Database;
  workflows: RestockWorkflows & RestockDisplay;
  control: WorkflowControl;
  /** By factory id. */
  factories: ReadonlyMap<string, Factory>;
  /** Share of the ordered quantity that may come on top, 0.1 being 10 %. */
  overDeliveryTolerance: number;
  logger: Logger;
};

/** The record of what was asked for; `repeated`: it had been done before, and nothing more was. */
export type Repaired = { action: RestockAction; repeated: boolean };

/** @param restock null for a delivery that belongs to none */
export function notApplicable(restock: Pick<Restock, 'id' | 'state'> | null, why: Denial): Refusal {
  const { code, facts, sentence } = why;
  const about = restock === null ? { restockId: null } : { restockId: restock.id, state: restock.state };
  return new Refusal('not-applicable', sentence, { ...about, coded: { code, facts } });
}

/** @param error what came of asking Temporal */
export function temporalAway(error: unknown): Refusal {
  return new Refusal('temporal-away', say(troubles['temporal-away'], { cause: firstLine(error) }));
}

/** @throws {Refusal} `unknown-restock` */
export async function knownRestock(db: Database, id: string): Promise<Restock> {
  const restock = await findRestock(db, id);
  if (!restock) throw new Refusal('unknown-restock', `There is no restock ${id}.`);
  return restock;
}

/** Lets the workflow see what has changed in the row, at once if it can be told; else the sweep tells it. */
export async function tellWorkflow({ workflows, logger }: RepairDeps, restockId: string): Promise<void> {
  try {
    await workflows.signalChanged(restockId);
  } catch (error) {
    logger.warn({ restockId, error: firstLine(error) }, 'change not signalled now; the sweep will signal it');
  }
}
