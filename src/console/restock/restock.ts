import type { Delivery, RepairOffer, Restock, RestockInFull, TimelineEvent } from '../../api/answers.ts';

export type { Delivery, RestockInFull, TimelineEvent };

export type RepairKind = RepairOffer['kind'];
export type ActionKind = NonNullable<TimelineEvent['facts']['action']>;
export type DecisionKind = Exclude<ActionKind, RepairKind>;

/** What came of one try of the factory; `none`: no answer is on record. */
export type TryAnswer = NonNullable<TimelineEvent['facts']['answer']>;

/** What each kind of event says; tries have words of their own. */
export type TimelineWords = Record<
  Exclude<TimelineEvent['event'], 'tried' | 'tries_left_out'>,
  (facts: TimelineEvent['facts']) => string
>;

/** The factory took the order: it is known when the goods are expected. */
export const isOrdered = ({ expectedAt }: Pick<Restock, 'expectedAt'>): boolean => expectedAt !== null;

/** Units that neither came nor are on their way to the shelf. */
export function restOf({ quantity, delivered, deliveries }: RestockInFull): number {
  const underWay = deliveries.filter(({ status }) => status === 'received');
  return quantity - delivered - underWay.reduce((sum, delivery) => sum + delivery.quantity, 0);
}
