import type { Attention } from '../../../workflows/restock-states.ts';
import type { TimelineWords } from '../../restock/restock.ts';
import { repairs } from './repairs.ts';

const means: Record<Attention, string> = {
  factory_unavailable: 'the factory does not answer, or keeps failing',
  factory_rejected: 'the factory refused the order for good',
  delivery_overdue: 'the goods did not come in time',
  unexpected_delivery: 'goods came that nobody expected',
  internal_error: 'an error of our own',
};

export const timeline: TimelineWords = {
  requested: ({ quantity, cause }) =>
    `${quantity} requested, ${{ sale: 'because a sale emptied the shelf', refusal: 'because a purchase was refused for lack of stock', person: 'by a person' }[cause ?? 'sale']}`,
  ordered: ({ factoryId, factoryOrderId, tries = 1 }) =>
    `${factoryId} accepted the order${factoryOrderId ? ` as ${factoryOrderId}` : ''}${tries > 1 ? `, at try ${tries}` : ''}`,
  attention_raised: ({ attention }) => `Asks for a person: ${means[attention ?? 'internal_error']}`,
  attention_cleared: ({ attention }) => `No longer: ${means[attention ?? 'internal_error']}`,
  delivery_received: ({ quantity, source }) =>
    source === 'person' ? `${quantity} arrived` : `The factory says that it delivered ${quantity}`,
  delivery_booked: ({ quantity }) => `${quantity} put on the shelf`,
  delivery_held: ({ quantity }) => `${quantity} arrived that nobody expected; they wait for a decision`,
  delivery_returned: ({ quantity }) => `${quantity} arrived that nobody expected, and went back`,
  action: ({ action = 'retry', outcome }) =>
    outcome === 'failed'
      ? `Tried: ${repairs.actions[action].past}. It did not work`
      : capital(repairs.actions[action].past),
  failed: () => 'Gave up',
  delivered: ({ quantity }) => `Done, with ${quantity} on the shelf`,
  cancelled: ({ quantity }) => `Called off, with ${quantity} on the shelf`,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
