import { z } from 'zod';
import type { Delivery } from '../restocking/delivery-store.ts';
import { actionKinds, type RestockAction } from '../restocking/repair/action-store.ts';
import type { RaisedAttention } from '../restocking/restock-attention.ts';
import type { Restock } from '../restocking/restock-store.ts';
import { tryAnswers, type OrderTry } from '../restocking/restock-tries.ts';
import type { Attention } from '../workflows/restock-contract.ts';
import { coded, troubleCoded } from './coded.ts';
import { attention, time } from './schemas.ts';
import { tryEntries } from './timeline-tries.ts';

const facts = z
  .object({
    quantity: z.int().meta({ description: 'Units that it is about' }),
    cause: z.enum(['sale', 'refusal', 'person']).meta({ description: 'What asked for the restock' }),
    purchaseId: z.string(),
    factoryId: z.string(),
    factoryOrderId: z.string(),
    tries: z
      .int()
      .meta({ description: 'How often the factory was asked; of `tries_left_out`, how many are not listed' }),
    tryNumber: z
      .int()
      .meta({ description: 'Which try it is, from 1; of `tries_left_out`, the first that is not listed' }),
    lastTryNumber: z.int().meta({ description: 'The last that is not listed' }),
    answer: z.enum([...tryAnswers, 'pending']).meta({
      description:
        'What came of a try: the factory took the order; refused it for good; could not be reached or did not take it now; ' +
        'was not asked, for trouble of our own; no answer is on record; it is being asked',
    }),
    answeredAt: time.meta({ description: 'When a try ended. Absent: it has not, or nobody could write it down' }),
    doubtful: z.boolean().meta({ description: 'The factory may have taken the order unseen' }),
    runId: z.string().meta({ description: 'The run of the workflow that asked' }),
    attention,
    error: z.string().meta({ description: 'What was wrong, or why goods were held' }),
    errorCoded: coded,
    deliveryId: z.string(),
    source: z.enum(['callback', 'legacy', 'person']).meta({ description: 'Who told of the delivery' }),
    action: z.enum(actionKinds),
    outcome: z.enum(['pending', 'done', 'failed']).meta({ description: 'What came of the action' }),
    result: z.string().meta({ description: 'The same in a sentence' }),
    resultCoded: coded,
    reason: z.string().meta({ description: 'Why the person asked' }),
  })
  .partial()
  .meta({ id: 'TimelineFacts', description: 'What `message` says, by name, for whoever words it otherwise' });

export const timelineEvent = z
  .object({
    at: time,
    event: z.enum([
      'requested',
      'tried',
      'tries_left_out',
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
    facts,
  })
  .meta({ id: 'TimelineEvent' });

/** An event with its time as it is on record; null: it has not happened. */
export type TimelineEntry = Pick<z.input<typeof timelineEvent>, 'event' | 'message' | 'facts'> & {
  at: Date | null;
  actor?: string;
};

/** What else is on record of a restock. */
export type RestockRecord = {
  tries: OrderTry[];
  deliveries: Delivery[];
  attentions: RaisedAttention[];
  actions: RestockAction[];
};

/** What happened to a restock and who did what about it, oldest first, as far as is on record. */
export function timelineOf(
  restock: Restock,
  { tries, deliveries, attentions, actions }: RestockRecord,
): z.input<typeof timelineEvent>[] {
  const entries: TimelineEntry[] = [
    requestedEntry(restock),
    // Of the same millisecond, what a person did comes before what came of it.
    ...actions.map(actionEntry),
    ...tryEntries(restock, tries),
    orderedEntry(restock),
    ...deliveries.flatMap(deliveryEntries),
    ...attentions.flatMap(attentionEntries),
    failedEntry(restock),
    closedEntry(restock),
  ];
  return entries
    .filter((entry): entry is TimelineEntry & { at: Date } => entry.at !== null)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, actor = null, facts: known, ...entry }) => ({
      at: at.toISOString(),
      ...entry,
      actor,
      facts: withCodes(known),
    }));
}

function withCodes(known: TimelineEntry['facts']): TimelineEntry['facts'] {
  const errorCoded = troubleCoded(known.error ?? null) ?? undefined;
  const resultCoded = troubleCoded(known.result ?? null) ?? undefined;
  return { ...known, errorCoded, resultCoded };
}

function requestedEntry({ cause, requestedAt: at, quantity, sku }: Restock): TimelineEntry {
  const { kind, detail } = cause;
  const actor = cause.kind === 'person' ? cause.actor : undefined;
  const because = {
    sale: `because the purchase ${detail} left the reorder point or less.`,
    refusal: 'because a purchase was refused for lack of stock.',
    person: `by ${actor ?? 'a person'}: ${detail}`,
  }[kind];
  const detailed = { sale: { purchaseId: detail ?? undefined }, refusal: {}, person: { reason: detail ?? undefined } };
  const facts = { quantity, cause: kind, ...detailed[kind] };
  return { at, event: 'requested', message: `${quantity} × ${sku} requested ${because}`, actor, facts };
}

function orderedEntry({
  factoryId,
  factoryOrderId,
  quantity,
  orderTries: tries,
  orderedAt: at,
}: Restock): TimelineEntry {
  const order = factoryOrderId === null ? '' : ` as ${factoryOrderId}`;
  const facts = { quantity, factoryId, factoryOrderId: factoryOrderId ?? undefined, tries };
  return { at, event: 'ordered', message: `${factoryId} accepted the order of ${quantity}${order}.`, facts };
}

function failedEntry(restock: Restock): TimelineEntry {
  const error = reasonOf(restock);
  return { at: restock.failedAt, event: 'failed', message: `Given up: ${error}`, facts: { error } };
}

function closedEntry({ state, closedAt: at, delivered, quantity, factoryId }: Restock): TimelineEntry {
  const facts = { quantity: delivered, factoryId };
  return state === 'cancelled'
    ? { at, event: 'cancelled', message: `Called off with ${delivered} of ${quantity} delivered.`, facts }
    : { at, event: 'delivered', message: `Done: ${delivered} of ${quantity} from ${factoryId}.`, facts };
}

function deliveryEntries(delivery: Delivery): TimelineEntry[] {
  const { quantity, sku, id: deliveryId, source, holdReason } = delivery;
  const goods = `${quantity} × ${sku}`;
  const facts = { quantity, deliveryId, source, error: holdReason ?? undefined };
  if (delivery.status === 'held') {
    const message = `${goods} arrived and wait for a person: ${holdReason ?? 'nobody knows why.'}`;
    return [{ at: delivery.receivedAt, event: 'delivery_held', message, facts }];
  }
  if (delivery.status === 'returned') {
    const message = `${goods} arrived, were not expected and went back: ${holdReason ?? 'nobody knows why.'}`;
    return [{ at: delivery.receivedAt, event: 'delivery_returned', message, facts }];
  }
  const received = source === 'person' ? `${goods} arrived.` : `The factory says that it delivered ${goods}.`;
  return [
    { at: delivery.receivedAt, event: 'delivery_received', message: received, facts },
    { at: delivery.bookedAt, event: 'delivery_booked', message: `${goods} are on the shelf.`, facts },
  ];
}

const attentionMeans: Record<Attention, string> = {
  factory_unavailable: 'The factory cannot be reached or keeps failing',
  factory_rejected: 'The factory refused the order for good',
  delivery_overdue: 'The goods did not come in time',
  unexpected_delivery: 'Goods came that the restock does not expect',
  internal_error: 'The restock stopped because of an error of our own',
};

function attentionEntries({ attention: why, error, raisedAt, clearedAt }: RaisedAttention): TimelineEntry[] {
  const means = attentionMeans[why];
  const message = error === null ? `${means}.` : `${means}: ${error}`;
  const facts = { attention: why, error: error ?? undefined };
  return [
    { at: raisedAt, event: 'attention_raised', message, facts },
    { at: clearedAt, event: 'attention_cleared', message: `No longer: ${means.toLowerCase()}.`, facts },
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

function actionEntry({ kind, actor, reason, outcome, message, askedAt, deliveryId }: RestockAction): TimelineEntry {
  const result = { pending: 'Its outcome is not known yet.', done: message ?? '', failed: `It failed: ${message}` }[
    outcome
  ];
  return {
    at: askedAt,
    event: 'action',
    message: `${actor} asked to ${actionNames[kind]}, because: ${reason}. ${result}`,
    actor,
    facts: { action: kind, reason, outcome, result: message ?? undefined, deliveryId: deliveryId ?? undefined },
  };
}

function reasonOf({ lastError, standingError, attention: why }: Restock): string {
  const error = why === 'unexpected_delivery' ? (standingError ?? lastError) : lastError;
  return error ?? 'nobody knows why.';
}
