import type { Attention } from '../../workflows/restock-states.ts';
import type { ActionKind } from './restock.ts';

/** What an action is done to. */
export type Subject = {
  /** Name and SKU. */
  product: string;
  /** Units that it is about: still expected, or of the held delivery. */
  quantity: number;
  delivered: number;
  ordered: number;
  factory: string;
  hasFailed: boolean;
  /** The factory has the order, or may have it. */
  mayHaveOrder: boolean;
};

type ActionWords = Record<
  ActionKind,
  {
    /** On the button. */
    name: string;
    /** What it will do. */
    does: (subject: Subject) => string;
    /** What people usually give as the reason. */
    reasons: string[];
    /** In place of these, where it is done for one of these. */
    fitting?: Partial<Record<Attention, string[]>>;
    /** What came of it. */
    done: (subject: Subject) => string;
    /** In the timeline: what somebody did. */
    past: string;
  }
>;

/** What people usually give as the reason for an action, where it is done for this attention or for none. */
export function usualReasons({ reasons, fitting }: ActionWords[ActionKind], attention: Attention | null): string[] {
  return (attention && fitting?.[attention]) ?? reasons;
}

export type RepairWords = { actions: ActionWords };
