import type { Database } from '../../db/database.ts';
import { timeOf, timeOrNull, type BulkRetryRow } from '../../db/rows.ts';
import { inTransaction, isDuplicateKey } from '../../db/transaction.ts';
import { whereFits, type RestockFilter } from '../restock-filter.ts';
import { restockOf, type Restock } from '../restock-store.ts';
import type { Asker } from './action-store.ts';

/** How far a retry of many restocks is. */
export type BulkRetrySummary = Asker & {
  name: string;
  perSecond: number;
  requestedAt: Date;
  /** Null for as long as some are left. */
  finishedAt: Date | null;
  waiting: number;
  retried: number;
  /** They needed no retry any more when it came to them. */
  skipped: number;
  refusedCount: number;
};

/** With those that could not be retried, and why. */
export type BulkRetry = BulkRetrySummary & { refused: { id: string; reason: string }[] };

/** As many as are listed one by one of those that could not be retried. */
const listed = 200;

/** Failed, or with an attention, and not over: the newest trouble first. */
export async function findTroubled(db: Database, filter: RestockFilter, limit: number): Promise<Restock[]> {
  const rows = await whereFits(db('restocks'), filter)
    .whereNotNull('open_sku')
    .where((some) => void some.whereNotNull('attention').orWhere({ state: 'failed' }))
    .orderBy('attention_since', 'desc')
    .orderBy('id')
    .limit(limit);
  return rows.map(restockOf);
}

/** Writes down which restocks to retry; answers false where that name is taken: it is the same retry. */
export async function insertBulkRetry(
  db: Database,
  bulk: Pick<BulkRetry, 'name' | 'actor' | 'reason' | 'perSecond'> & { filter: RestockFilter },
  items: { id: string; refusal: string | null }[],
): Promise<boolean> {
  const now = new Date();
  try {
    await inTransaction(db, async (trx) => {
      await trx('bulk_retries').insert({
        name: bulk.name,
        filter: JSON.stringify(bulk.filter),
        actor: bulk.actor,
        reason: bulk.reason,
        per_second: bulk.perSecond,
        requested_at: now,
      });
      const rows = items.map(({ id, refusal }) => ({
        bulk: bulk.name,
        restock_id: id,
        outcome: refusal === null ? ('waiting' as const) : ('refused' as const),
        message: refusal,
        at: refusal === null ? null : now,
      }));
      for (let next = 0; next < rows.length; next += 100) {
        await trx('bulk_retry_items').insert(rows.slice(next, next + 100));
      }
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function findBulkRetry(db: Database, name: string): Promise<BulkRetry | null> {
  const row = await db('bulk_retries').where({ name }).first();
  if (!row) return null;
  const [summary] = await summariesOf(db, [row]);
  const refused = await db('bulk_retry_items')
    .where({ bulk: name, outcome: 'refused' })
    .orderBy('restock_id')
    .limit(listed);
  return summary
    ? { ...summary, refused: refused.map(({ restock_id: id, message }) => ({ id, reason: message ?? '' })) }
    : null;
}

/** The newest first, those after the given one. */
export async function listBulkRetries(
  db: Database,
  { after, limit }: { after: { requestedAt: Date; name: string } | null; limit: number },
): Promise<BulkRetrySummary[]> {
  const query = db('bulk_retries').orderBy('requested_at', 'desc').orderBy('name', 'desc').limit(limit);
  if (after) void query.whereRaw('(requested_at, name) < (?, ?)', [after.requestedAt, after.name]);
  return summariesOf(db, await query);
}

async function summariesOf(db: Database, rows: BulkRetryRow[]): Promise<BulkRetrySummary[]> {
  const names = rows.map(({ name }) => name);
  const counts: { bulk: string; outcome: string; count: number | string }[] = await db('bulk_retry_items')
    .whereIn('bulk', names)
    .groupBy('bulk', 'outcome')
    .select('bulk', 'outcome')
    .count({ count: '*' });
  return rows.map((row) => {
    const countOf = (outcome: string) =>
      Number(counts.find((each) => each.bulk === row.name && each.outcome === outcome)?.count ?? 0);
    return {
      name: row.name,
      actor: row.actor,
      reason: row.reason,
      perSecond: row.per_second,
      requestedAt: timeOf(row.requested_at),
      finishedAt: timeOrNull(row.finished_at),
      waiting: countOf('waiting'),
      retried: countOf('retried'),
      skipped: countOf('skipped'),
      refusedCount: countOf('refused'),
    };
  });
}

/** Ids of restocks that are still to be retried. */
export async function nextItems(db: Database, name: string, limit: number): Promise<string[]> {
  const rows = await db('bulk_retry_items')
    .where({ bulk: name, outcome: 'waiting' })
    .orderBy('restock_id')
    .limit(limit)
    .select('restock_id');
  return rows.map((row) => row.restock_id);
}

export async function settleItem(
  db: Database,
  name: string,
  restockId: string,
  outcome: 'retried' | 'skipped' | 'refused',
  message: string,
): Promise<void> {
  await db('bulk_retry_items')
    .where({ bulk: name, restock_id: restockId, outcome: 'waiting' })
    .update({ outcome, message: message.slice(0, 500), at: new Date() });
}

export async function finishBulkRetry(db: Database, name: string): Promise<void> {
  await db('bulk_retries').where({ name, finished_at: null }).update({ finished_at: new Date() });
}

/** Names of those that are not finished and were asked for before the given time. */
export async function unfinishedBulkRetries(db: Database, before: Date): Promise<string[]> {
  const rows = await db('bulk_retries').whereNull('finished_at').where('requested_at', '<', before).select('name');
  return rows.map(({ name }) => name);
}
