import { isBeingAsked } from '../restocking/order-tries.ts';
import type { OrderTry } from '../restocking/restock-tries.ts';
import type { Restock } from '../restocking/restock-store.ts';
import type { TimelineEntry } from './restock-timeline.ts';

/** The tries that are kept, and in between how many are only counted. */
export function tryEntries(restock: Restock, tries: OrderTry[]): TimelineEntry[] {
  // The row was read first; what has begun since then is for the next who asks.
  const counted = tries.filter(({ number }) => number <= restock.orderTries);
  return counted.flatMap((each, index) => {
    const missing = each.number - (counted[index - 1]?.number ?? 0) - 1;
    return missing > 0 ? [leftOutEntry(each, missing), tryEntry(restock, each)] : [tryEntry(restock, each)];
  });
}

/** @param tries how many before this one */
function leftOutEntry({ number, beganAt }: OrderTry, tries: number): TimelineEntry {
  const [first, last] = [number - tries, number - 1];
  const message =
    tries === 1 ? `Try ${first} is counted, but not kept.` : `Tries ${first} to ${last} are counted, but not kept.`;
  return { at: beganAt, event: 'tries_left_out', message, facts: { tries, tryNumber: first, lastTryNumber: last } };
}

function tryEntry(restock: Restock, each: OrderTry): TimelineEntry {
  const { number: tryNumber, factoryId, beganAt: at, endedAt, isDoubtful, error, runId } = each;
  const isLatest = tryNumber === restock.orderTries;
  const answer = each.answer ?? (isLatest && isBeingAsked(restock) ? ('pending' as const) : ('none' as const));
  const facts = {
    tryNumber,
    factoryId,
    answer,
    answeredAt: endedAt?.toISOString(),
    doubtful: isDoubtful,
    error: error ?? undefined,
    runId: runId ?? undefined,
  };
  const said = error === null ? '.' : `: ${error.replace(/[.!]?$/, '.')}`;
  const unseen = ' It may have taken it all the same.';
  const outcome = {
    accepted: `${factoryId} accepted the order.`,
    rejected: `${factoryId} refused the order for good${said}`,
    unavailable: `${factoryId} did not confirm the order${said}${isDoubtful ? unseen : ''}`,
    not_asked: `${factoryId} was not asked${said}`,
    none: `without answer of ${factoryId}${error === null ? ', which may have taken the order.' : said}`,
    pending: `${factoryId} is being asked.`,
  }[answer];
  return { at, event: 'tried', message: `Try ${tryNumber}: ${outcome}`, facts };
}
