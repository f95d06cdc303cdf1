import type { Look } from '../ui/badge.ts';
import type { TimelineEvent, TryAnswer } from './restock.ts';

type Whom = { factory: string; isNewRun: boolean };

/** What came of a try; `unconfirmed`: it was not taken, as far as the factory's answer says. */
type Outcome = TryAnswer | 'unconfirmed';

export type TryWords = {
  answers: Record<Outcome, string>;
  one: (told: Whom & { number: number }, outcome: string) => string;
  several: (told: Whom & { from: number; to: number }, outcome: string) => string;
  /** In the list of several, of which the factory is said. */
  inList: (number: number, outcome: string) => string;
  leftOut: (from: number, to: number) => string;
  after: (outcome: string, seconds: number) => string;
  list: (count: number) => string;
};

/** Events of the timeline that are told in one entry: one, or several tries on end. */
export type TimelineGroup = {
  events: [TimelineEvent, ...TimelineEvent[]];
  /** Tries that another run of the workflow made than those right before them. */
  isNewRun: boolean;
};

/** As many tries on end as have an entry each. */
const mostAlone = 3;

/** Many tries on end, of one factory and one run, are one entry, so that they do not hide what else happened. */
export function inGroups(events: TimelineEvent[]): TimelineGroup[] {
  const groups: TimelineGroup[] = [];
  for (const event of events) {
    const before = groups.at(-1);
    if (before && isMore(before, event)) before.events.push(event);
    else groups.push({ events: [event], isNewRun: isRunChanged(before?.events.at(-1), event) });
  }
  return groups.flatMap((group): TimelineGroup[] =>
    group.events.length > mostAlone
      ? [group]
      : group.events.map((event, index) => ({ events: [event], isNewRun: index === 0 && group.isNewRun })),
  );
}

/** The one that stands for all of a group: the latest try, or what there is in place of tries. */
export function latestOf({ events }: TimelineGroup): TimelineEvent {
  return events.findLast(({ event }) => event === 'tried') ?? events[0];
}

function isMore(group: TimelineGroup, event: TimelineEvent): boolean {
  const last = latestOf(group);
  const { events } = group;
  return (
    isAboutTries(events[0]) &&
    isAboutTries(event) &&
    (event.event !== 'tried' ||
      last.event !== 'tried' ||
      (event.facts.factoryId === last.facts.factoryId && event.facts.runId === last.facts.runId))
  );
}

function isRunChanged(before: TimelineEvent | undefined, { event, facts }: TimelineEvent): boolean {
  const isNext = before?.event === 'tried' && event === 'tried';
  return isNext && before.facts.factoryId === facts.factoryId && before.facts.runId !== facts.runId;
}

function isAboutTries({ event }: TimelineEvent): boolean {
  return event === 'tried' || event === 'tries_left_out';
}

/** What came of a try, in words. */
export function outcomeOf({ at, facts }: TimelineEvent, words: TryWords): string {
  const { answer = 'none', answeredAt, doubtful } = facts;
  const outcome = words.answers[answer === 'unavailable' && doubtful ? 'unconfirmed' : answer];
  const seconds = answeredAt === undefined ? 0 : Math.round((Date.parse(answeredAt) - Date.parse(at)) / 1000);
  return seconds > 0 ? words.after(outcome, seconds) : outcome;
}

export const answerLooks: Record<TryAnswer, Look> = {
  accepted: { icon: 'check', tone: 'quiet' },
  rejected: { icon: 'cross', tone: 'bad' },
  unavailable: { icon: 'retry', tone: 'wait' },
  not_asked: { icon: 'alert', tone: 'bad' },
  none: { icon: 'help', tone: 'wait' },
  pending: { icon: 'retry', tone: 'wait' },
};
