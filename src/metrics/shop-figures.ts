import type { Database } from '../db/database.ts';
import { timeOf, type StoredTime } from '../db/rows.ts';
import { attentionReasons, ongoingStates, type Attention, type RestockState } from '../workflows/restock-contract.ts';

/** How many there are, and for how many seconds the oldest has waited; 0 where there is none. */
type Waiting = { count: number; oldest: number };

/** What the database says of work that is under way. Nothing of what has ended: that only grows. */
export type ShopFigures = {
  restocks: Record<OpenState, number>;
  attention: Record<Attention, Waiting>;
  /** Deliveries that were told and are not booked, and those that wait for a decision. */
  deliveries: Record<'received' | 'held', Waiting>;
};

const openStates = [...ongoingStates, 'failed'] as const satisfies readonly RestockState[];
type OpenState = (typeof openStates)[number];

const deliveryStates = ['received', 'held'] as const;

/** Three queries one after the other, on one connection at most, each along an index of what is open. */
export async function readShopFigures(db: Database, now = Date.now()): Promise<ShopFigures> {
  const waitingOf = (rows: Counted[], name: string): Waiting => {
    const row = rows.find((each) => each.name === name);
    if (!row) return { count: 0, oldest: 0 };
    return { count: Number(row.count), oldest: Math.max(0, (now - timeOf(row.since).getTime()) / 1000) };
  };
  const { restocks, attention, deliveries } = await countOpen(db);
  return {
    restocks: record(openStates, (state) => waitingOf(restocks, state).count),
    attention: record(attentionReasons, (reason) => waitingOf(attention, reason)),
    deliveries: record(deliveryStates, (status) => waitingOf(deliveries, status)),
  };
}

type Counted = { name: string; count: number | string; since: StoredTime };

async function countOpen(db: Database): Promise<Record<'restocks' | 'attention' | 'deliveries', Counted[]>> {
  const counted = async (table: 'restocks' | 'deliveries', name: string, names: readonly string[], since: string) =>
    (await db(table)
      .whereIn(name, [...names])
      .groupBy(name)
      .select({ name })
      .count({ count: '*' })
      .min({ since })) as Counted[];
  return {
    restocks: await counted('restocks', 'state', openStates, 'requested_at'),
    attention: await counted('restocks', 'attention', attentionReasons, 'attention_since'),
    deliveries: await counted('deliveries', 'status', deliveryStates, 'received_at'),
  };
}

function record<Name extends string, Value>(names: readonly Name[], valueOf: (name: Name) => Value) {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
