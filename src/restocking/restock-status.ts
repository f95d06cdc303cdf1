/** Why it is stuck: where a restock stands, in one sentence. API and workflow both tell what this makes of the row. */
import { firstLine } from '../errors.ts';
import { isOver, type Shown } from '../workflows/restock-contract.ts';
import type { Restock } from './restock-store.ts';

export type RestockStatus = {
  /** All of the rest, in plain words. */
  sentence: string;
  waitingFor: 'factory' | 'delivery' | 'person' | null;
  /** Since when it waits for that; since when it is over, where it waits for nothing. */
  since: Date;
  /** How often the factory was asked for the order. */
  tries: number;
  latestError: string | null;
  /** What happens by itself, and when; null: nothing, or nobody knows when. */
  next: 'try' | 'answer' | 'reminder' | 'failure' | null;
  nextAt: Date | null;
};

export function statusOf(restock: Restock): RestockStatus {
  const { sentence, ...status } = withoutHeld(restock);
  const isHeld = restock.attention === 'unexpected_delivery';
  const held = isHeld
    ? ` Goods that nobody expected wait for a decision since ${inWords(restock.attentionSince)}: ${restock.lastError}`
    : '';
  return {
    ...status,
    ...(isHeld && status.waitingFor === null
      ? { waitingFor: 'person', since: restock.attentionSince ?? status.since }
      : {}),
    tries: restock.orderTries,
    latestError: restock.lastError === null ? null : firstLine(restock.lastError),
    sentence: `${sentence}${held}`,
  };
}

/** The same for the Web UI. */
export function shownOf(restock: Restock): Shown {
  return {
    state: restock.state,
    attention: restock.attention,
    expectedAt: restock.expectedAt?.toISOString() ?? null,
    sentence: statusOf(restock).sentence,
  };
}

type Part = Omit<RestockStatus, 'tries' | 'latestError'>;

function withoutHeld(restock: Restock): Part {
  if (isOver(restock.state)) return ended(restock);
  if (restock.state === 'failed') return parked(restock);
  return restock.orderedAt === null ? ordering(restock) : waiting(restock);
}

function ended(restock: Restock): Part {
  const { state, delivered, quantity, sku, lastError, attention, standingError } = restock;
  const since = restock.closedAt ?? restock.requestedAt;
  const how = state === 'cancelled' ? 'Called off' : delivered < quantity ? 'Closed short' : 'Done';
  const note = attention === null ? lastError : standingError;
  return {
    sentence: `${how} at ${inWords(since)}: ${delivered} of ${quantity} × ${sku} came.${note === null ? '' : ` ${note}`}`,
    waitingFor: null,
    since,
    next: null,
    nextAt: null,
  };
}

function parked(restock: Restock): Part {
  const { delivered, quantity, sku, factoryId } = restock;
  const since = restock.failedAt ?? restock.requestedAt;
  const error = troubleOf(restock);
  return {
    sentence:
      `Waiting for a person since ${inWords(since)}: gave up ${quantity} × ${sku} from ${factoryId} after ` +
      `${times(restock.orderTries)}, with ${delivered} delivered.${error} Nothing more happens until somebody ` +
      'retries, receives, closes or cancels it.',
    waitingFor: 'person',
    since,
    next: null,
    nextAt: null,
  };
}

function ordering(restock: Restock): Part {
  const { factoryId, quantity, sku, requestedAt: since, tryingSince, nextTryAt, orderTries, timing } = restock;
  const wait = `Waiting since ${inWords(since)} for ${factoryId} to accept the order of ${quantity} × ${sku}`;
  const error = troubleOf(restock);
  const waitingFor = 'factory' as const;
  if (tryingSince !== null) {
    const nextAt = new Date(tryingSince.getTime() + timing.orderTimeout);
    const asked = `the ${ordinal(orderTries)} try is under way and ends by ${inWords(nextAt)}`;
    return { sentence: `${wait}: ${asked}.${error}`, waitingFor, since, next: 'answer', nextAt };
  }
  if (orderTries === 0) {
    return { sentence: `${wait}: a worker is about to ask.${error}`, waitingFor, since, next: 'try', nextAt: null };
  }
  const again = nextTryAt === null ? 'It is asked again soon.' : `The next try is at ${inWords(nextTryAt)}.`;
  const sentence = `${wait}, after ${times(orderTries)}.${error} ${again}`;
  return { sentence, waitingFor, since, next: 'try', nextAt: nextTryAt };
}

function waiting(restock: Restock): Part {
  const { factoryId, quantity, sku, delivered, timing } = restock;
  const since = restock.orderedAt ?? restock.requestedAt;
  const due = restock.expectedAt ?? since;
  const isOverdue = restock.attention === 'delivery_overdue' || restock.standingAttention === 'delivery_overdue';
  const failsAt = new Date(due.getTime() + timing.abandonAfter);
  const overdueAt = new Date(due.getTime() + timing.overdueGrace);
  const fails = isOverdue || overdueAt >= failsAt;
  const what =
    delivered === 0 ? `${quantity} × ${sku}` : `the rest of ${quantity} × ${sku}, of which ${delivered} came`;
  const next = fails
    ? `It fails at ${inWords(failsAt)} unless the goods come or somebody extends the deadline.`
    : `A person is told at ${inWords(overdueAt)} if they have not come.`;
  return {
    sentence:
      `Waiting since ${inWords(since)} for ${factoryId} to deliver ${what}; ` +
      `${isOverdue ? 'overdue, expected' : 'expected'} at ${inWords(due)}. ${next}`,
    waitingFor: 'delivery',
    since,
    next: fails ? 'failure' : 'reminder',
    nextAt: fails ? failsAt : overdueAt,
  };
}

/** The latest error of the restock itself, not what is said of held goods. */
function troubleOf({ attention, lastError, standingError }: Restock): string {
  const error = attention === 'unexpected_delivery' ? standingError : lastError;
  return error === null ? '' : ` Latest error: ${firstLine(error).replace(/[.!]?$/, '.')}`;
}

function times(count: number): string {
  return count === 1 ? 'one try' : `${count === 0 ? 'no' : count} tries`;
}

function ordinal(count: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][count % 100 > 10 && count % 100 < 14 ? 0 : count % 10] ?? 'th';
  return `${count}${ending}`;
}

function inWords(time: Date | null): string {
  return time === null ? 'some time' : `${time.toISOString().slice(0, 19)}Z`;
}
