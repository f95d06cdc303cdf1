import type { Database } from '../db/database.ts';
import {
  attentionReasons,
  isOver,
  ongoingStates,
  restockStates,
  type Attention,
  type RestockState,
} from '../workflows/restock-contract.ts';
import { reasonsIn, whereFits, type RestockFilter } from './restock-filter.ts';

export type RestockCounts = {
  total: number;
  /** Neither ended nor failed. */
  inFlight: number;
  failed: number;
  states: Record<RestockState, number>;
  attention: Record<Attention, number>;
  /** False: of the delivered or of the cancelled ones as many fit as are counted at most, or more. */
  isExact: boolean;
};

/** Closed ones only grow in number: of those that fit a filter no more than this many are counted in each state. */
export const mostClosed = 10_000;

const openStates = restockStates.filter((state) => !isOver(state));

type Counted = { name: string; count: number | string };

/** How many restocks fit. Walks the open ones in an index, never all those that were delivered. */
export async function countRestocks(db: Database, filter: RestockFilter): Promise<RestockCounts> {
  const isAll = Object.values(filter).every((given) => given === undefined);
  const states = record(restockStates, isAll ? await countAll(db) : await countFitting(db, filter));
  const attention = record(attentionReasons, await countBy(db, 'attention', filter));
  const sumOf = (some: readonly RestockState[]) => some.reduce((sum, state) => sum + states[state], 0);
  return {
    total: sumOf(restockStates),
    inFlight: sumOf(ongoingStates),
    failed: states.failed,
    states,
    attention,
    isExact: isAll || reasonsIn(filter) !== null || Math.max(states.delivered, states.cancelled) < mostClosed,
  };
}

/** All but the delivered are counted; these are the rest of what the products have had. One statement, so one moment. */
async function countAll(db: Database): Promise<Counted[]> {
  const others = restockStates.filter((state) => state !== 'delivered');
  const counted = db('restocks')
    .whereIn('state', others)
    .groupBy('state')
    .select({ name: 'state' })
    .count({ count: '*' });
  const rows = (await db
    .select('*')
    .from(counted.as('counted'))
    .unionAll((all) => {
      void all.from('products').select(db.raw("'all' as name")).sum({ count: 'restock_count' });
    })) as unknown as Counted[];
  const all = Number(rows.find(({ name }) => name === 'all')?.count ?? 0);
  const rest = rows.filter(({ name }) => name !== 'all');
  const delivered = rest.reduce((left, { count }) => left - Number(count), all);
  return [...rest, { name: 'delivered', count: Math.max(0, delivered) }];
}

async function countFitting(db: Database, filter: RestockFilter): Promise<Counted[]> {
  const wanted = filter.state ?? restockStates;
  // Few have a reason, whatever their state.
  if (reasonsIn(filter) !== null) return countBy(db, 'state', filter);
  const open = openStates.filter((state) => wanted.includes(state));
  const counted = open.length === 0 ? [] : await countBy(db, 'state', { ...filter, state: open });
  for (const state of ['delivered', 'cancelled'] as const) {
    if (!wanted.includes(state)) continue;
    const some = whereFits(db('restocks').select('id'), { ...filter, state: [state] }).limit(mostClosed);
    const [row] = (await db.from(some.as('some')).count({ count: '*' })) as { count: number | string }[];
    counted.push({ name: state, count: row?.count ?? 0 });
  }
  return counted;
}

async function countBy(db: Database, name: 'state' | 'attention', filter: RestockFilter): Promise<Counted[]> {
  const query = whereFits(db('restocks'), filter).whereNotNull(name).select({ name }).count({ count: '*' });
  const reasons = reasonsIn(filter);
  if (reasons !== null) void query.whereIn('attention', [...reasons]);
  // Grouped by the reason as well, so that SQLite walks the index of those that have one, and no other.
  if (reasons !== null && name === 'state') void query.groupBy('attention');
  return (await query.groupBy(name)) as unknown as Counted[];
}

/** A name may come in several groups. */
function record<Name extends string>(names: readonly Name[], counted: Counted[]): Record<Name, number> {
  const countOf = (name: string) =>
    counted.filter((each) => each.name === name).reduce((sum, { count }) => sum + Number(count), 0);
  return Object.fromEntries(names.map((name) => [name, countOf(name)])) as Record<Name, number>;
}
