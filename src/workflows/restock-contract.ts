/** What the API, the worker, the activities and the tests need to know of a RestockWorkflow. Types and names only. */
import { defineSignal, defineUpdate } from '@temporalio/workflow';

export const restockStates = [
  'requested',
  'ordered',
  'partially_delivered',
  'delivered',
  'failed',
  'cancelled',
] as const;
export type RestockState = (typeof restockStates)[number];

/** Nothing is left to do: a restock in one of these is ended for good. */
export function isOver(state: RestockState): boolean {
  return state === 'delivered' || state === 'cancelled';
}

/** Why a person should look at a restock. */
export const attentionReasons = [
  'factory_unavailable',
  'factory_rejected',
  'delivery_overdue',
  'unexpected_delivery',
  'internal_error',
] as const;
export type Attention = (typeof attentionReasons)[number];

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

export type DeliveryProgress = {
  state: RestockState;
  /** Units on the shelf so far. */
  delivered: number;
  /** Booking keys of deliveries that were received and not yet booked, oldest first. */
  unbooked: string[];
};

/** A `factory_unavailable` failure's details: how long the factory asked us to stay away, in milliseconds. */
export type StayAway = { retryAfter: number };

export type RestockResult = { state: RestockState; delivered: number };

/** A delivery is on record under this booking key: book it. The signal only points to the row. */
export const deliveredSignal = defineSignal<[{ bookingKey: string }]>('delivered');

/** Try the factory again now instead of at the end of the pause. Answers whether there was a pause to cut short. */
export const retryNowUpdate = defineUpdate<boolean>('retryNow');

export const restockWorkflowType = 'RestockWorkflow';

export const sweepWorkflowType = 'SweepWorkflow';
