import { z } from 'zod';
import type { Delivery } from '../restocking/delivery-store.ts';
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
      'delivery_received',
      'delivery_booked',
      'delivery_held',
      'failed',
      'delivered',
      'cancelled',
    ]),
    message: z.string().meta({ description: 'One plain sentence' }),
  })
  .meta({ id: 'TimelineEvent' });

type Entry = { at: Date | null; event: z.input<typeof timelineEvent>['event']; message: string };

/** What happened to a restock, oldest first, as far as its row and its deliveries still tell. */
export function timelineOf(restock: Restock, deliveries: Delivery[]): z.input<typeof timelineEvent>[] {
  const { quantity, sku, factoryId, delivered, attention } = restock;
  const entries: Entry[] = [
    { at: restock.requestedAt, event: 'requested', message: `${quantity} × ${sku} requested ${causeOf(restock)}` },
    { at: restock.orderedAt, event: 'ordered', message: orderedMessage(restock) },
    ...deliveries.flatMap(deliveryEntries),
    ...(attention === null
      ? []
      : [{ at: restock.attentionSince, event: 'attention_raised' as const, message: attentionMessage(restock) }]),
    { at: restock.failedAt, event: 'failed', message: `Given up: ${reasonOf(restock)}` },
    restock.state === 'cancelled'
      ? { at: restock.closedAt, event: 'cancelled', message: `Called off with ${delivered} of ${quantity} delivered.` }
      : { at: restock.closedAt, event: 'delivered', message: `Done: ${delivered} of ${quantity} from ${factoryId}.` },
  ];
  return entries
    .filter((entry): entry is Entry & { at: Date } => entry.at !== null)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, event, message }) => ({ at: at.toISOString(), event, message }));
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
  return [
    { at: delivery.receivedAt, event: 'delivery_received', message: `The factory says that it delivered ${goods}.` },
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

function attentionMessage(restock: Restock): string {
  const means = restock.attention === null ? '' : attentionMeans[restock.attention];
  return restock.lastError === null ? `${means}.` : `${means}: ${restock.lastError}`;
}

function reasonOf({ lastError }: Restock): string {
  return lastError ?? 'nobody knows why.';
}
