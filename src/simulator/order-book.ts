import type { Journal, JournalEntry, PlannedCallback } from './journal.ts';
import type { ManufactureRequest } from './manufacture-request.ts';

type Acceptance = { orderId: string; acceptedAt: string };
type CalledBack = Extract<JournalEntry, { type: 'called-back' }>;

type Order = {
  key: string;
  requests: number;
  request: ManufactureRequest | null;
  acceptances: Acceptance[];
  callbacks: CalledBack[];
  pending: PlannedCallback[];
};

/** The judge's view of one order key. Never shows the callback's address: the token in it is a capability. */
export type OrderView = {
  key: string;
  /** Orders that the factory took under this key: 1, unless it forgot the key. */
  accepted: number;
  /** Well-formed requests under this key, whatever became of them. */
  requests: number;
  quantity: number | null;
  productId: string | null;
  factoryId: string | null;
  requester: string | null;
  /** The factory's own ids, one for each acceptance. */
  orderIds: string[];
  acceptedAt: string | null;
  callbacks: CallbackView[];
  /** Callbacks still to come. */
  pending: { quantity: number | string; deliveryId: string | null; dueAt: string }[];
};

/** A callback that was sent, with the status of its answer, or the reason why there is none. */
export type CallbackView = {
  /** Text only where what was sent is no number. */
  quantity: number | string;
  deliveryId: string | null;
  sentAt: string;
  status?: number;
  error?: string;
};

/** What the factory knows, rebuilt from its journal. */
export class OrderBook {
  readonly #orders = new Map<string, Order>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const entry of journal.entries) this.#apply(entry);
  }

  /** Journals what happened, then lets it count. */
  record(entry: JournalEntry): void {
    this.#journal.append(entry);
    this.#apply(entry);
  }

  find(key: string): Order | undefined {
    return this.#orders.get(key);
  }

  all(): Order[] {
    return [...this.#orders.values()];
  }

  #apply(entry: JournalEntry): void {
    const order = this.#orders.get(entry.key) ?? newOrder(entry.key);
    this.#orders.set(entry.key, order);
    switch (entry.type) {
      case 'requested':
        order.requests += 1;
        break;
      case 'accepted':
        order.request ??= entry.request;
        order.acceptances.push({ orderId: entry.orderId, acceptedAt: entry.at });
        order.pending.push(...entry.callbacks);
        break;
      case 'called-back':
        order.callbacks.push(entry);
        order.pending = order.pending.filter(({ id }) => id !== entry.planned);
        break;
    }
  }
}

export function viewOrder(order: Order): OrderView {
  return {
    key: order.key,
    accepted: order.acceptances.length,
    requests: order.requests,
    quantity: order.request && Number(order.request.MessageAttributeProductCnt),
    productId: order.request?.MessageAttributeProductId ?? null,
    factoryId: order.request?.MessageAttributeFactoryId ?? null,
    requester: order.request?.MessageAttributeRequester ?? null,
    orderIds: order.acceptances.map(({ orderId }) => orderId),
    acceptedAt: order.acceptances[0]?.acceptedAt ?? null,
    callbacks: order.callbacks.map(viewCallback),
    pending: order.pending.map(({ count, deliveryId, dueAt }) => ({
      quantity: quantityIn(count),
      deliveryId: deliveryId ?? null,
      dueAt,
    })),
  };
}

export function viewCallback({ count, deliveryId, sentAt, status, error }: CalledBack): CallbackView {
  return {
    quantity: quantityIn(count),
    deliveryId: deliveryId ?? null,
    sentAt,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
}

function newOrder(key: string): Order {
  return { key, requests: 0, request: null, acceptances: [], callbacks: [], pending: [] };
}

function quantityIn(count: string): number | string {
  return /^\d+$/.test(count) ? Number(count) : count;
}
