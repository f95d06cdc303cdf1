import { isOver } from '../../src/workflows/restock-contract.ts';
import { applyToRestock, end, move, shelve, type ModelProduct } from './restock-model.ts';
import type { Command, Policy } from './shop-commands.ts';
import type { Outcome, ProductFacts } from './shop-under-test.ts';

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
    if (command.do === 'sweep') return this.#sweep();
    if (command.do === 'restart') return this.#restart(command.loses === 'workflows');
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

  #restart(losesWorkflows: boolean): Outcome {
    for (const restock of this.products.flatMap(({ restocks }) => restocks)) {
      if (losesWorkflows) restock.workflow = 'none';
    }
    return { answer: 'restarted' };
  }

  /** What is ongoing has a workflow after it, or is parked where that had ended; and all that came is on the shelf. */
  #sweep(): Outcome {
    const swept = { answer: 'swept' as const, started: 0, markedFailed: 0, told: 0 };
    for (const product of this.products) {
      for (const restock of product.restocks) {
        if (isOver(restock.state)) end(restock);
        else if (restock.state !== 'failed' && restock.workflow === 'none') {
          restock.workflow = 'running';
          swept.started += 1;
        } else if (restock.state !== 'failed' && restock.workflow === 'ended') {
          restock.state = 'failed';
          restock.attention = 'internal_error';
          swept.markedFailed += 1;
        }
        for (const delivery of restock.deliveries.values()) {
          if (delivery.status !== 'received') continue;
          shelve(product, restock, delivery);
          swept.told += 1;
        }
      }
    }
    return swept;
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
    workflow: 'none',
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

function openAfterStockout(product: ModelProduct): number | null {
  const outcome = request(product, undefined);
  return outcome.answer === 'restock' ? outcome.number : null;
}

function openNumber({ restocks }: ModelProduct): number | null {
  const index = restocks.findIndex(({ state }) => !isOver(state));
  return index === -1 ? null : index + 1;
}
