import { isOver, type Attention, type RestockState } from '../../src/workflows/restock-contract.ts';
import type { Command, Policy } from './shop-commands.ts';
import type { Outcome, ProductFacts } from './shop-under-test.ts';

type ModelDelivery = { quantity: number; status: 'received' | 'booked' | 'held' };

type ModelRestock = {
  state: RestockState;
  attention: Attention | null;
  quantity: number;
  delivered: number;
  ordered: string | null;
  deliveries: Map<string, ModelDelivery>;
};

type ModelProduct = {
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

type Bought = { product: number; quantity: number; onHand: number };

/** The shop as the promises describe it, in memory: what each command must answer, and what must be there after it. */
export class ShopModel {
  readonly products: ModelProduct[];
  readonly #bought = new Map<string, Bought>();

  constructor(products: { policy: Policy; onHand: number }[]) {
    this.products = products.map(({ policy, onHand }) => ({
      policy,
      opening: onHand,
      onHand,
      entries: onHand === 0 ? 0 : 1,
      sold: 0,
      adjusted: 0,
      astray: new Set(),
      restocks: [],
    }));
  }

  apply(command: Command): Outcome {
    if (command.do === 'verify') return { answer: 'verified' };
    if (command.do === 'buy') return this.#buy(command);
    const product = this.products[command.product];
    if (!product) return missingProduct(command);
    if ('number' in command) {
      const restock = product.restocks[command.number - 1];
      return restock ? applyToRestock(product, restock, command) : { answer: 'no such restock' };
    }
    if (command.do === 'adjust') return adjust(product, command.quantity);
    if (command.do === 'request') return request(product, command.quantity);
    if (command.do === 'deliver astray') return deliverAstray(product, command);
    product.policy = { reorderPoint: command.reorderPoint, orderQuantity: command.orderQuantity };
    return { answer: 'done' };
  }

  /** What the database must say of a product. */
  facts(index: number): ProductFacts {
    const product = this.products[index];
    if (!product) throw new Error(`The model has no product ${index}`);
    const { opening, onHand, entries, sold, adjusted, restocks } = product;
    return {
      onHand,
      entries,
      sold,
      adjusted: opening + adjusted,
      delivered: restocks.reduce((sum, { delivered }) => sum + delivered, 0),
      restocks: restocks.map(({ state, attention, quantity, delivered, ordered, deliveries }) => ({
        state,
        attention,
        quantity,
        delivered,
        order: ordered,
        deliveries: [...deliveries.values()].map(({ status, quantity: units }) => `${status} ${units}`).toSorted(),
      })),
      open: openNumber(product),
    };
  }

  #buy({ product: index, quantity, key }: Extract<Command, { do: 'buy' }>): Outcome {
    const before = key === null ? undefined : this.#bought.get(key);
    if (before) {
      const isSame = before.product === index && before.quantity === quantity;
      return isSame
        ? { answer: 'sold', replayed: true, onHand: before.onHand }
        : { answer: 'refused', code: 'idempotency-key-reused' };
    }
    const product = this.products[index];
    if (!product) return { answer: 'refused', code: 'unknown-product' };
    if (quantity > product.onHand) {
      const restock = openAfterStockout(product);
      return { answer: 'sold out', onHand: product.onHand, restock };
    }
    product.sold += quantity;
    move(product, -quantity);
    if (product.onHand <= product.policy.reorderPoint) openAfterStockout(product);
    if (key !== null) this.#bought.set(key, { product: index, quantity, onHand: product.onHand });
    return { answer: 'sold', replayed: false, onHand: product.onHand };
  }
}

function missingProduct({ do: what }: Command): Outcome {
  if (what === 'adjust') return { answer: 'refused', code: 'unknown-product' };
  if (what === 'request') return { answer: 'no restock' };
  return what === 'change policy' ? { answer: 'no such product' } : { answer: 'no such restock' };
}

function adjust(product: ModelProduct, quantity: number): Outcome {
  if (product.onHand + quantity < 0) return { answer: 'refused', code: 'stock-would-go-negative' };
  product.adjusted += quantity;
  move(product, quantity);
  return { answer: 'adjusted', onHand: product.onHand, sequence: product.entries };
}

function request(product: ModelProduct, asked: number | undefined): Outcome {
  const open = openNumber(product);
  if (open !== null) return { answer: 'restock', number: open, isNew: false };
  const quantity = asked ?? product.policy.orderQuantity;
  if (quantity === 0) return { answer: 'no restock' };
  product.restocks.push({
    state: 'requested',
    attention: null,
    quantity,
    delivered: 0,
    ordered: null,
    deliveries: new Map(),
  });
  return { answer: 'restock', number: product.restocks.length, isNew: true };
}

function deliverAstray(product: ModelProduct, command: Extract<Command, { do: 'deliver astray' }>): Outcome {
  const key = command.claim === null ? `arrival ${command.arrival}` : `claims ${command.claim}`;
  if (product.astray.has(key)) return { answer: 'duplicate' };
  product.astray.add(key);
  const latest = product.restocks.at(-1);
  latest?.deliveries.set(key, { quantity: command.quantity, status: 'held' });
  if (latest) latest.attention = 'unexpected_delivery';
  return { answer: 'held' };
}

type RestockCommand = Extract<Command, { number: number }>;

function applyToRestock(product: ModelProduct, restock: ModelRestock, command: RestockCommand): Outcome {
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
      if (isOver(restock.state) || restock.state === 'failed') break;
      restock.state = 'failed';
      restock.attention = command.attention;
      break;
    case 'take up':
      if (restock.state === 'failed') goOn(restock);
      break;
    case 'cancel':
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
  if (delivery?.status === 'received') {
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
  }
  const unbooked = [...restock.deliveries.values()].filter(({ status }) => status === 'received').length;
  return { answer: 'progress', state: restock.state, delivered: restock.delivered, unbooked };
}

/** Back from a failure, or on to waiting: its state follows from what came. */
function goOn(restock: ModelRestock): void {
  restock.state = restock.delivered > 0 ? 'partially_delivered' : restock.ordered === null ? 'requested' : 'ordered';
  restock.attention = heldAttention(restock);
}

function heldAttention({ deliveries }: ModelRestock): Attention | null {
  return [...deliveries.values()].some(({ status }) => status === 'held') ? 'unexpected_delivery' : null;
}

function openAfterStockout(product: ModelProduct): number | null {
  const outcome = request(product, undefined);
  return outcome.answer === 'restock' ? outcome.number : null;
}

function openNumber({ restocks }: ModelProduct): number | null {
  const index = restocks.findIndex(({ state }) => !isOver(state));
  return index === -1 ? null : index + 1;
}

function move(product: ModelProduct, quantity: number): void {
  product.onHand += quantity;
  product.entries += 1;
}
