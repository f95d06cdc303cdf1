import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import { timeOf, timeOrNull, type RestockActionRow } from '../../db/rows.ts';
import { firstLine } from '../../errors.ts';

export const actionKinds = [
  'retry',
  'receive',
  'cancel',
  'close_short',
  'extend_deadline',
  'change_factory',
  'take_in',
  'send_back',
] as const;
type ActionKind = (typeof actionKinds)[number];

/** Who asks for a repair, and why. */
export type Asker = { actor: string; reason: string };

/** What a person did about a restock or a delivery: the audit record. */
export type RestockAction = Asker & {
  id: string;
  /** Null for a delivery that belongs to no restock. */
  restockId: string | null;
  /** Booking key of the delivery that it is about, if it is about one. */
  deliveryId: string | null;
  kind: ActionKind;
  /** `pending`: asked for, outcome not known yet. */
  outcome: 'pending' | 'done' | 'failed';
  /** What came of it, in a sentence. */
  message: string | null;
  askedAt: Date;
  doneAt: Date | null;
  /** Of a retry: the run that it ended, and the one that came of it. */
  runId: string | null;
  newRunId: string | null;
  /** The retry of many that it is part of. */
  bulk: string | null;
};

export type NewAction = Asker & {
  kind: ActionKind;
  restockId: string | null;
  deliveryId?: string;
  /** What only one action can do; the unique index refuses the second one. */
  claim?: string;
  runId?: string;
  /** The retry of many that it is part of. */
  bulk?: string;
};

/** Writes down that something is asked for, before it is tried. */
export async function askAction(db: Database, action: NewAction): Promise<RestockAction> {
  const id = randomUUIDv7();
  await db('restock_actions').insert({
    id,
    restock_id: action.restockId,
    delivery_id: action.deliveryId ?? null,
    kind: action.kind,
    actor: action.actor,
    reason: action.reason,
    outcome: 'pending',
    asked_at: new Date(),
    claim: action.claim ?? null,
    run_id: action.runId ?? null,
    bulk: action.bulk ?? null,
  });
  return getAction(db, id);
}

/** Writes down what came of it. */
export async function finishAction(
  db: Database,
  { id }: RestockAction,
  outcome: 'done' | 'failed',
  message: string,
  newRunId?: string,
): Promise<RestockAction> {
  await db('restock_actions')
    .where({ id })
    .update({
      outcome,
      message: message.slice(0, 500),
      done_at: new Date(),
      ...(newRunId !== undefined && { new_run_id: newRunId }),
      // What failed may be asked for again.
      ...(outcome === 'failed' && { claim: null }),
    });
  return getAction(db, id);
}

/** Writes down what is done in the same transaction: before it is, so that a timeline shows it before what came of it. */
export async function recordAction(trx: Database, action: NewAction, message: string): Promise<RestockAction> {
  return finishAction(trx, await askAction(trx, action), 'done', message);
}

/** Does what was asked for; an error is written down with it and goes on to the caller. */
export async function carryOut(
  db: Database,
  action: RestockAction,
  work: () => Promise<{ message: string; newRunId?: string }>,
): Promise<RestockAction> {
  try {
    const { message, newRunId } = await work();
    return await finishAction(db, action, 'done', message, newRunId);
  } catch (error) {
    await finishAction(db, action, 'failed', firstLine(error));
    throw error;
  }
}

/** The latest one of a kind that was done to a restock or to a delivery of it. */
export async function findDone(
  db: Database,
  match: { kind: ActionKind; restockId?: string; deliveryId?: string },
): Promise<RestockAction | null> {
  const row = await db('restock_actions')
    .where({
      kind: match.kind,
      outcome: 'done',
      ...(match.restockId !== undefined && { restock_id: match.restockId }),
      ...(match.deliveryId !== undefined && { delivery_id: match.deliveryId }),
    })
    .orderBy('asked_at', 'desc')
    .first();
  return row ? actionOf(row) : null;
}

export async function findClaim(db: Database, claim: string): Promise<RestockAction | null> {
  const row = await db('restock_actions').where({ claim }).first();
  return row ? actionOf(row) : null;
}

/** What a retry of many did about a restock, if it came to that. */
export async function findBulkAction(db: Database, bulk: string, restockId: string): Promise<RestockAction | null> {
  const row = await db('restock_actions').where({ bulk, restock_id: restockId }).orderBy('asked_at', 'desc').first();
  return row ? actionOf(row) : null;
}

/** Takes over an action whose process died before it knew the outcome; answers false where somebody else did. */
export async function takeOver(db: Database, { id, askedAt }: RestockAction): Promise<boolean> {
  const taken = await db('restock_actions')
    .where({ id, outcome: 'pending', asked_at: askedAt })
    .update({ asked_at: new Date() });
  return taken === 1;
}

/** The oldest first. */
export async function actionsOf(db: Database, restockId: string): Promise<RestockAction[]> {
  const rows = await db('restock_actions').where({ restock_id: restockId }).orderBy(['asked_at', 'id']);
  return rows.map(actionOf);
}

async function getAction(db: Database, id: string): Promise<RestockAction> {
  const row = await db('restock_actions').where({ id }).first();
  if (!row) throw new Error(`The database has no action ${id}`);
  return actionOf(row);
}

function actionOf(row: RestockActionRow): RestockAction {
  return {
    id: row.id,
    restockId: row.restock_id,
    deliveryId: row.delivery_id,
    kind: row.kind as ActionKind,
    actor: row.actor,
    reason: row.reason,
    outcome: row.outcome as RestockAction['outcome'],
    message: row.message,
    askedAt: timeOf(row.asked_at),
    doneAt: timeOrNull(row.done_at),
    runId: row.run_id,
    newRunId: row.new_run_id,
    bulk: row.bulk,
  };
}
