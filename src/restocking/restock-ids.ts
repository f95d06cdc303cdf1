/** Every id and queue name of a restock is built and parsed here, and nowhere else. */

/** Task queue of the workflows and of the activities that touch our own database. */
export const restockTaskQueue = 'restock';

/** Id of the Temporal Schedule that runs the sweep, and prefix of the workflows that it starts. */
export const sweepScheduleId = 'restock-sweep';

/** The n-th restock of a product. It is the row's key, the workflow id and the factory's order key. */
export function restockId(sku: string, number: number): string {
  return `restock-${sku}-${number}`;
}

/** Orders for one factory wait in a queue of their own, so that a slow factory holds up nobody else's. */
export function factoryTaskQueue(factoryId: string): string {
  return `factory-${factoryId}`;
}

/**
 * What makes a delivery count once: the sender's own id within its restock. A sender that gives none can be
 * counted only once per restock. Never built from anything that a workflow reset changes.
 */
export function bookingKey(restock: string, senderDeliveryId: string | null): string {
  return senderDeliveryId === null ? `${restock}/only` : `${restock}/id:${senderDeliveryId}`;
}

/**
 * Key of a delivery that is held: where the sender gives no id, one that leaves `/only` to the delivery that will count.
 * A wrong count must not keep the corrected one from the shelf.
 */
export function heldBookingKey(restock: string, senderDeliveryId: string | null, quantity: number): string {
  return senderDeliveryId === null ? `${restock}/held:${quantity}` : bookingKey(restock, senderDeliveryId);
}

/** Whether the sender of this delivery gave no id. */
export function isWithoutSenderId(key: string): boolean {
  return /^[^/]+\/(only|held:\d+)$/.test(key);
}

/** Key of what a person says arrived. A delivery that has an id counts once, whether the factory or a person tells it. */
export function receiptKey(restock: string, deliveryId: string | null): string {
  return deliveryId === null ? `${restock}/by-hand` : bookingKey(restock, deliveryId);
}

/** The workflow that retries many restocks; the name is what makes a second press the same retry. */
export function bulkRetryWorkflowId(name: string): string {
  return `bulk-retry-${name}`;
}

/** Id of a notice, of the workflow that sends it, and of the webhook message. Unique for good, and without dots. */
export function attentionNoticeId(row: number, raisedAt: Date, kind: 'raised' | 'cleared'): string {
  return `attention-${row}-${raisedAt.getTime()}-${kind}`;
}

/** Key of a delivery that names no restock that we know: once per name, or once per arrival where it has none. */
export function unmatchedBookingKey(sku: string, claimedRestock: string | null, arrivalId: string): string {
  return claimedRestock === null ? `unmatched/${sku}/${arrivalId}` : `unmatched/${sku}/claims:${claimedRestock}`;
}
