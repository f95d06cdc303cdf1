/** The single tries to order a restock, each with its end: the first ones and the latest. `restocks` counts them all. */
import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull } from '../db/rows.ts';

/**
 * How many are kept of one restock: how it began, which is where a cause is looked for, and how it is now. With the usual
 * settings these are two rounds and four.
 */
export const keptTries = { first: 10, latest: 20 };

/**
 * `unavailable`: the factory could not be reached, or said that it does not take the order now. `not_asked`: trouble of our
 * own came before. `none`: it was asked, and no answer is on record.
 */
export const tryAnswers = ['accepted', 'rejected', 'unavailable', 'not_asked', 'none'] as const;
type TryAnswer = (typeof tryAnswers)[number];

/** How a try ended: what the factory answered, and whether it may have taken the order unseen. */
export type TryEnd = { answer: TryAnswer; isDoubtful: boolean; error?: string };

export type OrderTry = {
  /** Counts from 1, over all factories and runs. */
  number: number;
  factoryId: string;
  /** The run of the workflow that asked. */
  runId: string | null;
  beganAt: Date;
  /** Both null where nobody wrote down how it ended: it is under way, or its worker is gone. */
  endedAt: Date | null;
  answer: TryAnswer | null;
  isDoubtful: boolean;
  error: string | null;
};

/** Within the transaction that counts the try. */
export async function noteBegin(
  trx: Database,
  restockId: string,
  { number, factoryId, runId, beganAt }: Pick<OrderTry, 'number' | 'factoryId' | 'runId' | 'beganAt'>,
): Promise<void> {
  await trx('restock_tries')
    .insert({
      restock_id: restockId,
      slot: slotOf(number),
      number,
      factory_id: factoryId,
      run_id: runId,
      began_at: beganAt,
      ended_at: null,
      answer: null,
      doubtful: true,
      error: null,
    })
    .onConflict(['restock_id', 'slot'])
    .merge();
}

/** One whose place a later one has taken is let go. */
export async function noteEnd(
  trx: Database,
  restockId: string,
  number: number,
  { answer, isDoubtful, error }: TryEnd,
): Promise<void> {
  await trx('restock_tries')
    .where({ restock_id: restockId, slot: slotOf(number), number })
    .update({ ended_at: new Date(), answer, doubtful: isDoubtful, error: error ?? null });
}

/** Those that are kept, the first one first. */
export async function triesOf(db: Database, restockId: string): Promise<OrderTry[]> {
  const rows = await db('restock_tries').where({ restock_id: restockId }).orderBy('number');
  return rows.map((row) => ({
    number: row.number,
    factoryId: row.factory_id,
    runId: row.run_id,
    beganAt: timeOf(row.began_at),
    endedAt: timeOrNull(row.ended_at),
    answer: row.answer as TryAnswer | null,
    isDoubtful: Boolean(row.doubtful),
    error: row.error,
  }));
}

/** The first ones have their own places; of the later ones each takes that of the one before the latest so many. */
function slotOf(number: number): number {
  const { first, latest } = keptTries;
  return number <= first ? number : first + 1 + ((number - first - 1) % latest);
}
