import type { Attention } from '../client/wire.ts';
import { isOver } from '../../workflows/restock-states.ts';
import { isOrdered, restOf, type RepairKind, type RestockInFull } from './restock.ts';

/** Why an action would not help. */
export type WhyNot =
  | 'over'
  | 'awaited'
  | 'being-asked'
  | 'all-came'
  | 'nothing-came'
  | 'being-shelved'
  | 'failed'
  | 'not-ordered'
  | 'ordered'
  | 'no-other-factory';

export type Offer = { kind: RepairKind; whyNot: WhyNot | null };

const inOrder: RepairKind[] = ['retry', 'receive', 'extend_deadline', 'change_factory', 'close_short', 'cancel'];

/** What helps most comes first. */
const bestFirst: Record<Attention, RepairKind[]> = {
  factory_unavailable: ['retry', 'change_factory'],
  factory_rejected: ['retry', 'change_factory', 'cancel'],
  delivery_overdue: ['receive', 'extend_deadline', 'close_short'],
  unexpected_delivery: [],
  internal_error: ['retry'],
};

/** What a person can do about a restock, the best first; then what does not apply, each with the reason. */
export function offersFor(restock: RestockInFull): Offer[] {
  const best = restock.attention === null ? [] : bestFirst[restock.attention];
  const kinds = [...new Set([...best, ...inOrder])];
  const offers = kinds.map((kind) => ({ kind, whyNot: whyNot[kind](restock) }));
  return [...offers.filter(({ whyNot: why }) => why === null), ...offers.filter(({ whyNot: why }) => why !== null)];
}

/** As far as the page knows; the server is the judge. */
const whyNot: Record<RepairKind, (restock: RestockInFull) => WhyNot | null> = {
  retry: (restock) => {
    if (isOver(restock.state)) return 'over';
    if (restock.state === 'failed') return null;
    if (isOrdered(restock)) return 'awaited';
    return restock.status.next === 'answer' ? 'being-asked' : null;
  },
  receive: (restock) => (isOver(restock.state) ? 'over' : restOf(restock) < 1 ? 'all-came' : null),
  cancel: (restock) => (isOver(restock.state) ? 'over' : null),
  close_short: (restock) => {
    if (isOver(restock.state)) return 'over';
    if (restock.delivered === 0) return 'nothing-came';
    return restock.deliveries.some(({ status }) => status === 'received') ? 'being-shelved' : null;
  },
  extend_deadline: (restock) => {
    if (isOver(restock.state)) return 'over';
    if (restock.state === 'failed') return 'failed';
    return isOrdered(restock) ? null : 'not-ordered';
  },
  change_factory: (restock) => {
    if (isOver(restock.state)) return 'over';
    if (isOrdered(restock)) return 'ordered';
    if (restock.otherFactories.length === 0) return 'no-other-factory';
    return restock.status.next === 'answer' ? 'being-asked' : null;
  },
};
