import { randomBytes } from 'node:crypto';
import { databaseTime } from '../db/clock.ts';
import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull, type RestockRow } from '../db/rows.ts';
import { lockProduct } from '../inventory/product-store.ts';
import { quantityToOrder } from '../inventory/replenishment.ts';
import { ongoingStates, type Attention, type RestockState, type RestockTiming } from '../workflows/restock-contract.ts';
import { restockId } from './restock-ids.ts';

export type Restock = {
  id: string;
  sku: string;
  number: number;
  state: RestockState;
  attention: Attention | null;
  attentionSince: Date | null;
  /** Units ordered, and units on the shelf so far. */
  quantity: number;
  delivered: number;
  factoryId: string;
  factoryOrderId: string | null;
  /** The capability that proves a callback; never logged, never shown. */
  callbackToken: string;
  timing: RestockTiming;
  cause: RestockCause;
  requestedAt: Date;
  startedAt: Date | null;
  orderedAt: Date | null;
  expectedAt: Date | null;
  failedAt: Date | null;
  closedAt: Date | null;
  lastError: string | null;
  /** How often the factory was asked for the order, and how many of these times it may have taken it unseen. */
  orderTries: number;
  doubtfulTries: number;
  /** Since when the factory is being asked; null: it is not, right now. */
  tryingSince: Date | null;
  nextTryAt: Date | null;
  /** What the attention `unexpected_delivery` hides for as long as it stands. */
  standingAttention: Attention | null;
  standingError: string | null;
};

/** What asked for a restock: a sale that emptied the shelf, a refused purchase (of which nothing is kept), or a person. */
export type RestockCause =
  | { kind: 'sale'; detail: string }
  | { kind: 'refusal'; detail: null }
  | { kind: 'person'; detail: string; actor?: string };

export async function findRestock(db: Database, id: string): Promise<Restock | null> {
  const row = await db('restocks').where({ id }).first();
  return row ? restockOf(row) : null;
}

/** The product's one restock that is neither delivered nor cancelled. */
export async function findOpenRestock(db: Database, sku: string): Promise<Restock | null> {
  const row = await db('restocks').where({ open_sku: sku }).first();
  return row ? restockOf(row) : null;
}

/** The open restocks of the given products, by SKU. */
export async function findOpenRestocks(db: Database, skus: string[]): Promise<Map<string, Restock>> {
  const rows = await db('restocks').whereIn('open_sku', skus);
  return new Map(rows.map((row) => [row.sku, restockOf(row)]));
}

export async function findLatestRestock(db: Database, sku: string): Promise<Restock | null> {
  const row = await db('restocks').where({ sku }).orderBy('number', 'desc').first();
  return row ? restockOf(row) : null;
}

/** Those of the given ids that exist. */
export async function findRestocks(db: Database, ids: string[]): Promise<Restock[]> {
  const found: Restock[] = [];
  for (let next = 0; next < ids.length; next += 500) {
    const rows = await db('restocks').whereIn('id', ids.slice(next, next + 500));
    found.push(...rows.map(restockOf));
  }
  return found;
}

/** Those that should have a workflow at work, requested before the given time. */
export async function listOngoingRestocks(db: Database, before: Date): Promise<Restock[]> {
  const rows = await db('restocks').whereIn('state', ongoingStates).where('requested_at', '<', before);
  return rows.map(restockOf);
}

/** Those that failed before the given time and wait for a person. */
export async function listFailedRestocks(db: Database, before: Date): Promise<Restock[]> {
  const rows = await db('restocks').where({ state: 'failed' }).where('failed_at', '<', before);
  return rows.map(restockOf);
}

/** Neither ended nor parked as failed. */
export function isOngoing({ state }: Pick<Restock, 'state'>): boolean {
  return (ongoingStates as readonly RestockState[]).includes(state);
}

/** The factory may have an order of this restock, confirmed or not. */
export function mayHaveOrder({ orderedAt, doubtfulTries }: Restock): boolean {
  return orderedAt !== null || doubtfulTries > 0;
}

/**
 * Answers the product's open restock, or writes a new one: within the transaction that noticed the stockout, so that
 * none is forgotten and the unique index allows no second. Null where the product is not replenished.
 *
 * @param quantity units to order; by default what the product's policy says
 */
export async function requestRestock(
  trx: Database,
  sku: string,
  request: { cause: RestockCause; timing: Omit<RestockTiming, 'leadTime'>; quantity?: number },
): Promise<{ restock: Restock; isNew: boolean } | null> {
  const product = await lockProduct(trx, sku);
  if (!product) return null;
  const open = await findOpenRestock(trx, sku);
  if (open) return { restock: open, isNew: false };
  const quantity = request.quantity ?? quantityToOrder(product.policy);
  if (quantity === 0) return null;

  const number = product.restockCount + 1;
  const timing: RestockTiming = { ...request.timing, leadTime: product.policy.leadTimeSeconds * 1000 };
  const id = restockId(sku, number);
  await trx('products').where({ sku }).update({ restock_count: number });
  await trx('restocks').insert({
    id,
    sku,
    number,
    open_sku: sku,
    state: 'requested',
    quantity,
    factory_id: product.policy.factoryId,
    callback_token: randomBytes(32).toString('base64url'),
    timing: JSON.stringify(timing),
    cause: request.cause.kind,
    cause_detail: request.cause.detail,
    cause_actor: request.cause.kind === 'person' ? (request.cause.actor ?? null) : null,
    requested_at: new Date(),
    changed_at: databaseTime(trx),
  });
  return { restock: await getRestock(trx, id), isNew: true };
}

/** The restock, which must exist. */
export async function getRestock(db: Database, id: string): Promise<Restock> {
  const restock = await findRestock(db, id);
  if (!restock) throw new Error(`The database has no restock ${id}`);
  return restock;
}

/** Locks the restock's product, by which whoever changes a restock waits for the others; answers it as it is then. */
export async function lockRestock(trx: Database, id: string): Promise<Restock> {
  const sku = trx('restocks').where({ id }).select('sku');
  // The subquery takes no lock of its own: the product's comes first.
  await trx('products').where('sku', sku).forUpdate().first('sku');
  return getRestock(trx, id);
}

export function restockOf(row: RestockRow): Restock {
  return {
    id: row.id,
    sku: row.sku,
    number: row.number,
    state: row.state as RestockState,
    attention: row.attention as Attention | null,
    attentionSince: timeOrNull(row.attention_since),
    quantity: row.quantity,
    delivered: row.delivered,
    factoryId: row.factory_id,
    factoryOrderId: row.factory_order_id,
    callbackToken: row.callback_token,
    timing: JSON.parse(row.timing) as RestockTiming,
    cause: {
      kind: row.cause,
      detail: row.cause_detail,
      ...(row.cause_actor && { actor: row.cause_actor }),
    } as RestockCause,
    requestedAt: timeOf(row.requested_at),
    startedAt: timeOrNull(row.started_at),
    orderedAt: timeOrNull(row.ordered_at),
    expectedAt: timeOrNull(row.expected_at),
    failedAt: timeOrNull(row.failed_at),
    closedAt: timeOrNull(row.closed_at),
    lastError: row.last_error,
    orderTries: row.order_tries,
    doubtfulTries: row.doubtful_tries,
    tryingSince: timeOrNull(row.trying_since),
    nextTryAt: timeOrNull(row.next_try_at),
    standingAttention: row.standing_attention as Attention | null,
    standingError: row.standing_error,
  };
}
