import { z } from 'zod';
import type { Delivery } from '../restocking/delivery-store.ts';
import type { RestockAction } from '../restocking/repair/action-store.ts';
import type { RaisedAttention } from '../restocking/restock-attention.ts';
import type { Restock } from '../restocking/restock-store.ts';
import type { Attention } from '../workflows/restock-contract.ts';
import { time } from './schemas.ts';

export const timelineEvent = z
  .object({
    at: time,
    event: z.enum([
      'requested',
      'ordered',
      'attention_raised',
      'attention_cleared',
      'delivery_received',
      'delivery_booked',
      'delivery_held',
      'delivery_returned',
      'action',
      'failed',
      'delivered',
      'cancelled',
    ]),
    message: z.string().meta({ description: 'One plain sentence' }),
    actor: z.string().nullable().meta({ description: 'Who did it, where a person did' }),
  })
  .meta({ id: 'TimelineEvent' });

type Entry = { at: Date | null; event: z.input<typeof timelineEvent>['event']; message: string; actor?: string };

/** What else is on record of a restock. */
export type RestockRecord = { deliveries: Delivery[]; attentions: RaisedAttention[]; actions: RestockAction[] };

/** What happened to a restock and who did what about it, oldest first, as far as is on record. */
export function timelineOf(
  restock: Restock,
  { deliveries, attentions, actions }: RestockRecord,
): z.input<typeof timelineEvent>[] {
  const { quantity, sku, factoryId, delivered } = restock;
  const entries: Entry[] = [
    { at: restock.requestedAt, event: 'requested', message: `${quantity} × ${sku} requested ${causeOf(restock)}` },
    { at: restock.orderedAt, event: 'ordered', message: orderedMessage(restock) },
    ...deliveries.flatMap(deliveryEntries),
    ...attentions.flatMap(attentionEntries),
    ...actions.map(actionEntry),
    { at: restock.failedAt, event: 'failed', message: `Given up: ${reasonOf(restock)}` },
    restock.state === 'cancelled'
      ? { at: restock.closedAt, event: 'cancelled', message: `Called off with ${delivered} of ${quantity} delivered.` }
      : { at: restock.closedAt, event: 'delivered', message: `Done: ${delivered} of ${quantity} from ${factoryId}.` },
  ];
  return entries
    .filter((entry): entry is Entry & { at: Date } => entry.at !== null)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, event, message, actor = null }) => ({ at: at.toISOString(), event, message, actor }));
}

function causeOf({ cause: { kind, detail } }: Restock): string {
  if (kind === 'sale') return `because the purchase ${detail} left the reorder point or less.`;
  return kind === 'person' ? `by a person: ${detail}` : 'because a purchase was refused for lack of stock.';
}

function orderedMessage({ factoryId, factoryOrderId, quantity }: Restock): string {
  const order = factoryOrderId === null ? '' : ` as ${factoryOrderId}`;
  return `${factoryId} accepted the order of ${quantity}${order}.`;
}

function deliveryEntries(delivery: Delivery): Entry[] {
  const goods = `${delivery.quantity} × ${delivery.sku}`;
  if (delivery.status === 'held') {
    const message = `${goods} arrived and wait for a person: ${delivery.holdReason ?? 'nobody knows why.'}`;
    return [{ at: delivery.receivedAt, event: 'delivery_held', message }];
  }
  if (delivery.status === 'returned') {
    const message = `${goods} arrived, were not expected and went back: ${delivery.holdReason ?? 'nobody knows why.'}`;
    return [{ at: delivery.receivedAt, event: 'delivery_returned', message }];
  }
  const received = delivery.source === 'person' ? `${goods} arrived.` : `The factory says that it delivered ${goods}.`;
  return [
    { at: delivery.receivedAt, event: 'delivery_received', message: received },
    { at: delivery.bookedAt, event: 'delivery_booked', message: `${goods} are on the shelf.` },
  ];
}

const attentionMeans: Record<Attention, string> = {
  factory_unavailable: 'The factory cannot be reached or keeps failing',
  factory_rejected: 'The factory refused the order for good',
  delivery_overdue: 'The goods did not come in time',
  unexpected_delivery: 'Goods came that the restock does not expect',
  internal_error: 'The restock stopped because of an error of our own',
};

function attentionEntries({ attention, error, raisedAt, clearedAt }: RaisedAttention): Entry[] {
  const means = attentionMeans[attention];
  const message = error === null ? `${means}.` : `${means}: ${error}`;
  return [
    { at: raisedAt, event: 'attention_raised', message },
    { at: clearedAt, event: 'attention_cleared', message: `No longer: ${means.toLowerCase()}.` },
  ];
}

const actionNames: Record<RestockAction['kind'], string> = {
  retry: 'retry it',
  receive: 'receive it by hand',
  cancel: 'cancel it',
  close_short: 'close it short',
  extend_deadline: 'extend its deadline',
  change_factory: 'send it to another factory',
  take_in: 'take goods in that were held',
  send_back: 'send goods back that were held',
};

function actionEntry({ kind, actor, reason, outcome, message, askedAt }: RestockAction): Entry {
  const result = { pending: 'Its outcome is not known yet.', done: message ?? '', failed: `It failed: ${message}` }[
    outcome
  ];
  return {
    at: askedAt,
    event: 'action',
    message: `${actor} asked to ${actionNames[kind]}, because: ${reason}. ${result}`,
    actor,
  };
}

function reasonOf({ lastError, standingError, attention }: Restock): string {
  const error = attention === 'unexpected_delivery' ? (standingError ?? lastError) : lastError;
  return error ?? 'nobody knows why.';
}
