/** What the API, the worker, the activities and the tests need to know of a RestockWorkflow. Types and names only. */
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Attention, RestockState } from './restock-states.ts';

export {
  attentionReasons,
  isOver,
  ongoingStates,
  restockStates,
  type Attention,
  type RestockState,
} from './restock-states.ts';

/**
 * Deadlines and retry intervals of one restock, in milliseconds. Taken from configuration when it is requested and
 * kept with it, so that a running restock never changes its mind because a setting did.
 */
export type RestockTiming = {
  /** Quick tries of one round: the first pause, doubling after each, up to the number of tries. */
  orderRetryInterval: number;
  orderTries: number;
  /** How long one try may wait for the factory's answer. */
  orderTimeout: number;
  /** Pause between rounds, once the quick tries are used up. */
  orderRoundInterval: number;
  /** How long to go on with rounds, from the first try, before the restock fails. */
  giveUpAfter: number;
  /** From the factory's acceptance to the expected delivery. */
  leadTime: number;
  /** How long past the expected time before a person is told. */
  overdueGrace: number;
  /** How long past the expected time before the restock fails. */
  abandonAfter: number;
};

/** How the pauses between the quick tries of one round grow, from `orderRetryInterval`; in milliseconds. */
export const quickTries = { backoffCoefficient: 2, maximumInterval: 60_000 };

export type RestockInput = {
  restockId: string;
  sku: string;
  /** Units to order. */
  quantity: number;
  factoryId: string;
  timing: RestockTiming;
  /** When the first order was tried, in milliseconds since 1970: set where a long history was continued in a new run. */
  orderingSince?: number;
};

/** The answer of a placed order, and what is on record of its deliveries at that moment. */
export type PlacedOrder = {
  /** The restock is already closed: nothing was ordered, nothing is to be waited for. */
  closed: boolean;
  /** RFC 3339. */
  expectedAt: string;
  progress: DeliveryProgress;
};

/** What a restock's row says at that moment, for everybody who looks into Temporal. */
export type Shown = {
  state: RestockState;
  attention: Attention | null;
  /** RFC 3339; null until the factory accepts. */
  expectedAt: string | null;
  /** Where it stands, in one sentence: the one that the API answers as well. */
  sentence: string;
};

export type DeliveryProgress = {
  state: RestockState;
  /** Units on the shelf so far. */
  delivered: number;
  /** Booking keys of deliveries that were received and not yet booked, oldest first. */
  unbooked: string[];
  shown?: Shown;
};

/** What a restock's row says after somebody changed it while the workflow was waiting. */
export type RestockNow = DeliveryProgress & {
  /** RFC 3339; null until the factory accepts. */
  expectedAt: string | null;
  /** A person was told already that the goods are late. */
  isOverdue: boolean;
};

/** A `factory_unavailable` failure's details: how long the factory asked us to stay away, in milliseconds. */
export type StayAway = { retryAfter: number };

export type RestockResult = { state: RestockState; delivered: number; shown?: Shown };

/** A delivery is on record under this booking key: book it. The signal only points to the row. */
export const deliveredSignal = defineSignal<[{ bookingKey: string }]>('delivered');

/** A person, or the sweep, changed the restock's row: look there again. May come at any time and any number of times. */
export const changedSignal = defineSignal('changed');

/**
 * Try the factory again now instead of at the end of the pause. Refused, with the reason, where there is no pause to cut
 * short; answers true.
 */
export const retryNowUpdate = defineUpdate<boolean>('retryNow');

export const restockWorkflowType = 'RestockWorkflow';

export const sweepWorkflowType = 'SweepWorkflow';

export const bulkRetryWorkflowType = 'BulkRetryWorkflow';

export type BulkRetryInput = { name: string };

/** How many of a retry of many are done, and whether any are left. */
/** Numbers of restocks; `skipped`: they needed no retry any more when it came to them. */
export type BulkRetryProgress = { retried: number; skipped?: number; refused: number; waiting: number };

export const attentionNoticeWorkflowType = 'AttentionNoticeWorkflow';

/** That a restock asks for a person, or no longer does, as it was when that was noticed. Times in RFC 3339. */
export type AttentionNotice = {
  /** The same for each repetition. */
  id: string;
  kind: 'raised' | 'cleared';
  restockId: string;
  sku: string;
  factoryId: string;
  state: RestockState;
  reason: Attention;
  error: string | null;
  sentence: string;
  raisedAt: string;
  clearedAt: string | null;
};
