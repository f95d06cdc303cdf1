import { databaseTime } from '../db/clock.ts';
import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull, type RestockRow } from '../db/rows.ts';
import type { Attention } from '../workflows/restock-contract.ts';
import type { Restock } from './restock-store.ts';

/** Why a person was asked to look at a restock, from when to when. */
export type RaisedAttention = {
  attention: Attention;
  error: string | null;
  raisedAt: Date;
  /** Null for as long as it stands. */
  clearedAt: Date | null;
};

type AttentionColumns = Pick<
  RestockRow,
  'attention' | 'attention_since' | 'last_error' | 'standing_attention' | 'standing_error'
>;

/** Columns that say since when a person should look; a reason that stands already keeps its time. */
export function attentionColumns(restock: Restock, attention: Attention, error: string): Partial<AttentionColumns> {
  const isNew = restock.attention !== attention;
  return {
    last_error: error,
    ...(isNew ? { attention, attention_since: new Date() } : {}),
    ...(isNew ? standingColumns(restock, attention) : {}),
  };
}

/** What was wrong before goods came that nobody expected is wrong still, when these are decided on. */
function standingColumns(restock: Restock, attention: Attention): Partial<AttentionColumns> {
  return attention === 'unexpected_delivery'
    ? { standing_attention: restock.attention, standing_error: restock.attention && restock.lastError }
    : nothingStanding;
}

const nothingStanding = { standing_attention: null, standing_error: null };

/** Columns of a restock whose trouble is over: nobody needs to look, unless goods are held that wait for a person. */
export async function clearedAttention(trx: Database, id: string): Promise<AttentionColumns> {
  const held = await trx('deliveries').where({ restock_id: id, status: 'held' }).orderBy('received_at').first();
  return held
    ? {
        attention: 'unexpected_delivery',
        attention_since: held.received_at,
        last_error: held.hold_reason,
        ...nothingStanding,
      }
    : { attention: null, attention_since: null, last_error: null, ...nothingStanding };
}

/** Columns after a person decided on held goods: what these had hidden shows again, unless others are still held. */
export async function settledAttention(trx: Database, restock: Restock): Promise<Partial<AttentionColumns>> {
  if (restock.attention !== 'unexpected_delivery') return {};
  const cleared = await clearedAttention(trx, restock.id);
  if (cleared.attention !== null) {
    return { ...cleared, standing_attention: restock.standingAttention, standing_error: restock.standingError };
  }
  if (restock.standingAttention === null) return { ...cleared, last_error: restock.standingError };
  return {
    attention: restock.standingAttention,
    attention_since: (await standingSince(trx, restock)) ?? restock.attentionSince,
    last_error: restock.standingError,
    ...nothingStanding,
  };
}

/**
 * Writes the restock's columns, so that whoever watches sees it, and keeps record of which attention they raise and
 * clear. The caller has the lock.
 */
export async function updateRestock(trx: Database, restock: Restock, columns: Partial<RestockRow>): Promise<void> {
  if (Object.keys(columns).length === 0) return;
  const change = { version: trx.raw('version + 1'), changed_at: databaseTime(trx) };
  await trx('restocks')
    .where({ id: restock.id })
    .update({ ...columns, ...change });
  const { attention, standing_attention: standing = restock.standingAttention } = columns;
  if (attention === undefined) return;
  const stands = [attention, standing].filter((each) => each !== null);
  const open = () => trx('restock_attentions').where({ restock_id: restock.id, cleared_at: null });
  await open().whereNotIn('attention', stands).update({ cleared_at: new Date() });
  if (attention === null || (await open().where({ attention }).first())) return;
  await trx('restock_attentions').insert({
    restock_id: restock.id,
    attention,
    error: columns.last_error ?? null,
    raised_at: columns.attention_since ?? new Date(),
  });
}

/** The oldest first. */
export async function attentionsOf(db: Database, restockId: string): Promise<RaisedAttention[]> {
  const rows = await db('restock_attentions').where({ restock_id: restockId }).orderBy('id');
  return rows.map((row) => ({
    attention: row.attention as Attention,
    error: row.error,
    raisedAt: timeOf(row.raised_at),
    clearedAt: timeOrNull(row.cleared_at),
  }));
}

async function standingSince(trx: Database, { id, standingAttention }: Restock): Promise<Date | null> {
  const row = await trx('restock_attentions')
    .where({ restock_id: id, attention: standingAttention ?? '', cleared_at: null })
    .first();
  return row ? timeOf(row.raised_at) : null;
}
