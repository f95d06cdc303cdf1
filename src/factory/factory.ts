/** One factory, as configured. */
export type FactorySettings = {
  id: string;
  /** Base address; only ever taken from configuration. */
  url: string;
  contract: 'legacy';
  /** The name that we order under. */
  requester: string;
  /** Limits for all workers together (rate) and for each worker (concurrency). */
  ordersPerSecond: number;
  concurrentOrders: number;
};

export type FactoryOrder = {
  /** The restock id. A factory that honours it accepts one order a key. */
  orderKey: string;
  /** The product's UUID: factories know no SKU. */
  productId: string;
  quantity: number;
  /** Where the factory reports the delivery; contains the capability token, so never log it. */
  callbackUrl: string;
};

/** The port to the outside: what a restock asks of whoever makes the goods. */
export type Factory = {
  /**
   * Places the order and answers the factory's own id for it, or null where it gives none.
   *
   * @throws {FactoryRefused} when asking again cannot help, {@link FactoryUnavailable} for everything else.
   */
  placeOrder(order: FactoryOrder, call: FactoryCall): Promise<{ factoryOrderId: string | null }>;
  /** Calls an order off. Answers false where the factory has no way to do that. */
  cancelOrder(orderKey: string, call: FactoryCall): Promise<boolean>;
};

/** How long one call may take, in milliseconds, and what ends it before. */
type FactoryCall = { timeout: number; signal: AbortSignal };

/** The factory did not take the order this time; whether it will later, nobody knows. */
export class FactoryUnavailable extends Error {
  /** Milliseconds that the factory asked us to wait, if it did. */
  readonly retryAfter: number | undefined;
  /** It may have taken the order all the same. */
  readonly isDoubtful: boolean;
  /** It did answer. */
  readonly isAnswered: boolean;

  constructor(message: string, options: UnavailableOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'FactoryUnavailable';
    this.retryAfter = options.retryAfter;
    this.isDoubtful = options.isDoubtful ?? true;
    this.isAnswered = options.isAnswered ?? false;
  }
}

type UnavailableOptions = { cause?: unknown; retryAfter?: number; isDoubtful?: boolean; isAnswered?: boolean };

/** The factory will not take this order, however often it is asked. */
export class FactoryRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FactoryRefused';
  }
}
