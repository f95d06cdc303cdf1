import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull } from '../db/rows.ts';
import type { Attention, AttentionNotice } from '../workflows/restock-contract.ts';
import { attentionNoticeId } from './restock-ids.ts';
import { getRestock } from './restock-store.ts';
import { statusOf } from './restock-status.ts';

/** Notices of one pass; the next pass takes the rest. */
const atOnce = 200;

export type HandOver = {
  db: Database;
  /** Lets Temporal see to it that the notice is sent; one that it has already is success. Null: nobody wants any. */
  start: ((notice: AttentionNotice) => Promise<void>) | null;
};

/**
 * Hands over each attention that was raised or cleared since the last pass, so that it is told. Each is marked only when
 * Temporal has it, and has one id for good: none gets lost, and one that comes twice can be known by that.
 *
 * @returns how many
 */
export async function handOverNotices({ db, start }: HandOver): Promise<number> {
  if (start === null) {
    await db('restock_attentions').where({ told: 0 }).update({ told: 1 });
    await db('restock_attentions').where({ told: 1 }).whereNotNull('cleared_at').update({ told: 2 });
    return 0;
  }
  const raised = await db('restock_attentions').where({ told: 0 }).orderBy('id').limit(atOnce);
  for (const row of raised) {
    await start(await noticeOf(db, row, 'raised'));
    await db('restock_attentions').where({ id: row.id, told: 0 }).update({ told: 1 });
  }
  const cleared = await db('restock_attentions')
    .where({ told: 1 })
    .whereNotNull('cleared_at')
    .orderBy('id')
    .limit(atOnce);
  for (const row of cleared) {
    await start(await noticeOf(db, row, 'cleared'));
    await db('restock_attentions').where({ id: row.id, told: 1 }).update({ told: 2 });
  }
  return raised.length + cleared.length;
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];
const rowsOf = (db: Database) => db('restock_attentions');

/** All that will be told, as of now: a repeated notice must not say something else. */
async function noticeOf(db: Database, row: Row, kind: AttentionNotice['kind']): Promise<AttentionNotice> {
  const restock = await getRestock(db, row.restock_id);
  return {
    id: attentionNoticeId(row.id, timeOf(row.raised_at), kind),
    kind,
    restockId: restock.id,
    sku: restock.sku,
    factoryId: restock.factoryId,
    state: restock.state,
    reason: row.attention as Attention,
    error: row.error,
    sentence: statusOf(restock).sentence,
    raisedAt: timeOf(row.raised_at).toISOString(),
    clearedAt: timeOrNull(row.cleared_at)?.toISOString() ?? null,
  };
}
