import type { Restock } from '../../api/answers.ts';
import type { Moment } from './moment.ts';
import { isOver } from '../../workflows/restock-states.ts';
import { labelOf } from './product-label.ts';
import { isOrdered } from './restock.ts';

/** Facts that the sentences are made of; times in words already. */
export type Told = {
  quantity: number;
  delivered: number;
  /** Name and SKU. */
  product: string;
  factory: string;
  tries: number;
  since: Moment;
  expected: Moment;
  nextAt: Moment | null;
};

type Advice = string | ((told: Told) => string);

export type StoryWords = {
  done: (told: Told) => string;
  closedShort: (told: Told) => string;
  cancelled: (told: Told) => string;
  /** Gave up before the factory took the order, and after. */
  notOrdered: (told: Told) => string;
  notDelivered: (told: Told) => string;
  beingAsked: (told: Told) => string;
  waitsForFactory: (told: Told) => string;
  waitsForDelivery: (told: Told) => string;
  overdue: (told: Told) => string;
  /** What happens by itself. */
  next: Record<NonNullable<Restock['status']['next']> | 'nothing', (told: Told) => string>;
  /** What a person should do, by reason; where it has given up, another thing. */
  advice: Record<NonNullable<Restock['attention']>, { trying: Advice; failed: Advice }>;
};

export type Story = {
  /** Where it stands. */
  sentence: string;
  /** What happens by itself, and when; null where it is over. */
  next: string | null;
  /** What a person should do; null where nobody needs to do anything. */
  advice: string | null;
};

/** Where a restock stands, what comes next and what to do, in plain words. @param when words a time */
export function storyOf(restock: Restock, the: StoryWords, when: (time: string) => Moment): Story {
  const { quantity, delivered, factoryId: factory, attention, state, status, expectedAt, closedAt } = restock;
  const { tries, since, nextAt } = status;
  const toldOf = (from: string): Told => ({
    quantity,
    delivered,
    product: labelOf(restock),
    factory,
    tries,
    since: when(from),
    expected: when(expectedAt ?? since),
    nextAt: nextAt === null ? null : when(nextAt),
  });
  const next = isOver(restock.state) ? null : the.next[status.next ?? 'nothing'](toldOf(since));
  const words = attention && the.advice[attention][state === 'failed' ? 'failed' : 'trying'];
  const advice = typeof words === 'function' ? words(toldOf(since)) : words;
  // Held goods hide since when the restock itself is over.
  return { sentence: sentenceFor(restock, the)(toldOf(closedAt ?? since)), next, advice };
}

function sentenceFor(restock: Restock, the: StoryWords): (told: Told) => string {
  const { state, delivered, quantity, attention, status } = restock;
  if (state === 'delivered') return delivered < quantity ? the.closedShort : the.done;
  if (state === 'cancelled') return the.cancelled;
  if (state === 'failed') return isOrdered(restock) ? the.notDelivered : the.notOrdered;
  if (!isOrdered(restock)) return status.next === 'answer' ? the.beingAsked : the.waitsForFactory;
  return attention === 'delivery_overdue' || status.next === 'failure' ? the.overdue : the.waitsForDelivery;
}
