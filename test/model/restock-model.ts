import { isOver, type Attention, type RestockState } from '../../src/workflows/restock-contract.ts';
import type { Command, Policy } from './shop-commands.ts';
import type { Outcome } from './shop-under-test.ts';

type ModelDelivery = { quantity: number; status: 'received' | 'booked' | 'held' };

export type ModelRestock = {
  state: RestockState;
  attention: Attention | null;
  quantity: number;
  delivered: number;
  ordered: string | null;
  workflow: 'none' | 'running' | 'ended';
  deliveries: Map<string, ModelDelivery>;
};

export type ModelProduct = {
  policy: Policy;
  opening: number;
  onHand: number;
  entries: number;
  sold: number;
  adjusted: number;
  /** Deliveries that named no restock that there is. */
  astray: Set<string>;
  /** The n-th is at n - 1. */
  restocks: ModelRestock[];
};

type RestockCommand = Extract<Command, { number: number }>;

export function applyToRestock(product: ModelProduct, restock: ModelRestock, command: RestockCommand): Outcome {
  switch (command.do) {
    case 'deliver':
      return deliver(restock, command);
    case 'book':
      return book(product, restock, command);
    case 'order':
      if (restock.ordered !== null) break;
      restock.ordered = command.order;
      if (!isOver(restock.state)) goOn(restock);
      break;
    case 'raise':
      if (!isOver(restock.state)) restock.attention = command.attention;
      break;
    case 'fail':
      end(restock);
      if (isOver(restock.state) || restock.state === 'failed') break;
      restock.state = 'failed';
      restock.attention = command.attention;
      break;
    case 'take up':
      if (restock.state === 'failed') goOn(restock);
      if (!isOver(restock.state)) restock.workflow = 'running';
      break;
    case 'cancel':
      end(restock);
      if (isOver(restock.state)) break;
      restock.state = 'cancelled';
      restock.attention = heldAttention(restock);
      break;
  }
  return { answer: 'restock is', state: restock.state, attention: restock.attention, delivered: restock.delivered };
}

function deliver(restock: ModelRestock, command: Extract<Command, { do: 'deliver' }>): Outcome {
  const key = String(command.id);
  // Without an id: once for its restock where it counts, and once for each wrong count where it is held.
  const heldKey = command.id === null ? `held ${command.quantity}` : key;
  if (restock.deliveries.has(key) || restock.deliveries.has(heldKey)) return { answer: 'duplicate' };
  const accepted = [...restock.deliveries.values()].filter(({ status }) => status !== 'held');
  const known = accepted.reduce((sum, { quantity }) => sum + quantity, 0);
  // In hundredths of a unit, which are whole.
  const fits = (known + command.quantity) * 100 <= restock.quantity * (100 + command.tolerancePercent);
  const status = fits && !isOver(restock.state) ? 'received' : 'held';
  restock.deliveries.set(status === 'held' ? heldKey : key, { quantity: command.quantity, status });
  if (status === 'received') return { answer: 'accepted' };
  restock.attention = 'unexpected_delivery';
  return { answer: 'held' };
}

function book(product: ModelProduct, restock: ModelRestock, command: Extract<Command, { do: 'book' }>): Outcome {
  const delivery = command.from === command.number ? restock.deliveries.get(String(command.id)) : undefined;
  if (delivery?.status === 'received') shelve(product, restock, delivery);
  if (isOver(restock.state)) end(restock);
  const unbooked = [...restock.deliveries.values()].filter(({ status }) => status === 'received').length;
  return { answer: 'progress', state: restock.state, delivered: restock.delivered, unbooked };
}

export function shelve(product: ModelProduct, restock: ModelRestock, delivery: ModelDelivery): void {
  delivery.status = 'booked';
  restock.delivered += delivery.quantity;
  move(product, delivery.quantity);
  const isWhole = restock.delivered >= restock.quantity;
  if (restock.state !== 'cancelled' && isWhole) {
    restock.state = 'delivered';
    restock.attention = heldAttention(restock);
  } else if (!isOver(restock.state) && restock.state !== 'failed') {
    restock.state = 'partially_delivered';
  }
  if (isOver(restock.state)) end(restock);
}

export function end(restock: ModelRestock): void {
  if (restock.workflow === 'running') restock.workflow = 'ended';
}

/** Back from a failure, or on to waiting: its state follows from what came. */
function goOn(restock: ModelRestock): void {
  restock.state = restock.delivered > 0 ? 'partially_delivered' : restock.ordered === null ? 'requested' : 'ordered';
  restock.attention = heldAttention(restock);
}

function heldAttention({ deliveries }: ModelRestock): Attention | null {
  return [...deliveries.values()].some(({ status }) => status === 'held') ? 'unexpected_delivery' : null;
}

export function move(product: ModelProduct, quantity: number): void {
  product.onHand += quantity;
  product.entries += 1;
}
