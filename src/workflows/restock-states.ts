/** The states of a restock and why it may ask for a person. Imports nothing, so that the console can have it, too. */

export const restockStates = [
  'requested',
  'ordered',
  'partially_delivered',
  'delivered',
  'failed',
  'cancelled',
] as const;
export type RestockState = (typeof restockStates)[number];

/** Neither ended nor parked as failed. */
export const ongoingStates = ['requested', 'ordered', 'partially_delivered'] as const satisfies readonly RestockState[];

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
