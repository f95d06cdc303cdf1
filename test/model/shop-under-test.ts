import type { Database } from '../../src/db/database.ts';
import { inTransaction } from '../../src/db/transaction.ts';
import { Refusal, type RefusalCode } from '../../src/errors.ts';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { changeProduct } from '../../src/inventory/product-store.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { holdUnmatchedDelivery, receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { bookingKey, restockId } from '../../src/restocking/restock-ids.ts';
import { findRestock, isOngoing, requestRestock, type Restock } from '../../src/restocking/restock-store.ts';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
  takeUp,
} from '../../src/restocking/restock-transitions.ts';
import { sweep } from '../../src/restocking/sweep.ts';
import { usualLimits } from '../../src/sales/batcher.ts';
import { createSell, type Sell } from '../../src/sales/sell.ts';
import { isOver, type Attention, type RestockState } from '../../src/workflows/restock-contract.ts';
import { factoryId, quickTiming, stockDonuts } from '../support/donuts.ts';
import type { LastingDatabase } from './lasting-database.ts';
import type { Command, Policy } from './shop-commands.ts';
import { ShopWorkflows } from './shop-workflows.ts';

/** What a command was answered; ids are left out where no model can know them. */
export type Outcome =
  | { answer: 'sold'; replayed: boolean; onHand: number }
  | { answer: 'sold out'; onHand: number; restock: number | null }
  | { answer: 'refused'; code: RefusalCode }
  | { answer: 'adjusted'; onHand: number; sequence: number }
  | { answer: 'restock'; number: number; isNew: boolean }
  | { answer: 'restock is'; state: RestockState; attention: Attention | null; delivered: number }
  | { answer: 'progress'; state: RestockState; delivered: number; unbooked: number }
  | { answer: 'accepted' | 'duplicate' | 'held' }
  | { answer: 'swept'; started: number; markedFailed: number; told: number }
  | { answer: 'done' | 'verified' | 'restarted' | 'no restock' | 'no such product' | 'no such restock' };

/** What is on record of one product. */
export type ProductFacts = {
  onHand: number;
  /** Length and sums of the ledger; `adjusted` with the opening stock. */
  entries: number;
  sold: number;
  delivered: number;
  adjusted: number;
  /** The n-th is at n - 1. Its deliveries as status and quantity, in order of text. */
  restocks: {
    state: RestockState;
    attention: Attention | null;
    quantity: number;
    delivered: number;
    order: string | null;
    deliveries: string[];
  }[];
  /** Number of the open restock. */
  open: number | null;
};

let shops = 0;

/** A shop of its own within a database: products and keys that no other shop has. */
export class ShopUnderTest {
  readonly skus: readonly string[];
  /** Restocks that sales have caused, as the sales path tells after its commit. */
  readonly caused: Restock[] = [];
  /** Of every purchase that was told as sold: its id, and the key that it was asked for with. */
  readonly told: { id: string; quantity: number; sku: string; key: string | null }[] = [];
  readonly #database: LastingDatabase;
  readonly #workflows = new ShopWorkflows(() => this.#db);
  readonly #name = `shop${(shops += 1)}`;
  /** One for all buyers, so that those who come at once share a transaction. */
  #sell: Sell;

  private constructor(database: LastingDatabase) {
    this.#database = database;
    this.#sell = this.#startSelling();
    this.skus = ['a', 'b', 'nothing'].map((name) => `${this.#name}.${name}`);
  }

  static async open(database: LastingDatabase, products: { policy: Policy; onHand: number }[]): Promise<ShopUnderTest> {
    const shop = new ShopUnderTest(database);
    for (const [index, { policy, onHand }] of products.entries())
      await stockDonuts(database.db, onHand, policy, shop.#sku(index));
    return shop;
  }

  get #db(): Database {
    return this.#database.db;
  }

  /** Removes what is on record of it, so that no sweep of the next shop finds it. */
  async clear(): Promise<void> {
    for (const table of ['deliveries', 'restocks', 'stock_movements', 'purchases', 'products'] as const) {
      await this.#db(table).whereIn('sku', this.skus).delete();
    }
  }

  async perform(command: Command): Promise<Outcome> {
    try {
      return await this.#perform(command);
    } catch (error) {
      if (error instanceof Refusal) return { answer: 'refused', code: error.code };
      throw error;
    }
  }

  #perform(command: Command): Promise<Outcome> {
    if ('number' in command) return this.#performOnRestock(command);
    if (command.do === 'verify') return this.#verify();
    if (command.do === 'sweep') return this.#sweep();
    if (command.do === 'restart') return this.#restart(command.loses === 'workflows');
    if (command.do === 'buy') return this.#buy(command);
    if (command.do === 'adjust') return this.#adjust(command);
    if (command.do === 'change policy') return this.#changePolicy(command);
    return command.do === 'request' ? this.#request(command) : this.#deliverAstray(command);
  }

  async #verify(): Promise<Outcome> {
    const differences = (await verifyLedgers(this.#db)).filter(({ sku }) => this.skus.includes(sku));
    if (differences.length > 0) throw new Error(`The ledger differs: ${JSON.stringify(differences)}`);
    return { answer: 'verified' };
  }

  /** As of much later, when nothing is too young to be looked at. */
  async #sweep(): Promise<Outcome> {
    const long = new Date(0);
    const mine = () => this.#db('restocks').whereIn('sku', this.skus);
    await mine().update({ requested_at: long });
    await mine().whereNotNull('failed_at').update({ failed_at: long });
    await mine().whereNotNull('closed_at').update({ closed_at: long });
    await this.#db('deliveries').whereIn('sku', this.skus).update({ received_at: long });
    const found = await sweep({
      db: this.#db,
      workflows: this.#workflows,
      factoryIds: new Set([factoryId]),
      onProgress: () => undefined,
    });
    const { started, markedFailed, signalled, booked, failures, differences } = found;
    if (failures.length + differences.length > 0) throw new Error(JSON.stringify({ failures, differences }));
    return { answer: 'swept', started, markedFailed, told: signalled + booked };
  }

  async #restart(losesWorkflows: boolean): Promise<Outcome> {
    if (losesWorkflows) this.#workflows.loseAll();
    await this.#database.restart();
    this.#sell = this.#startSelling();
    return { answer: 'restarted' };
  }

  #startSelling(): Sell {
    const onRestockRequested = (restock: Restock) => this.caused.push(restock);
    // However slow the machine, nobody is sent away: the model knows no clock.
    const limits = { ...usualLimits, longestWait: 60_000 };
    return createSell({ db: this.#db, timing: quickTiming, onRestockRequested, limits });
  }

  async #buy({ product, quantity, key }: Extract<Command, { do: 'buy' }>): Promise<Outcome> {
    const sku = this.#sku(product);
    const sale = await this.#sell({ sku, quantity, idempotencyKey: key === null ? null : `${this.#name} ${key}` });
    if (sale.outcome === 'sold-out') {
      return { answer: 'sold out', onHand: sale.onHand, restock: sale.restock?.number ?? null };
    }
    this.told.push({ id: sale.purchase.id, quantity: sale.purchase.quantity, sku: sale.purchase.sku, key });
    return { answer: 'sold', replayed: sale.replayed, onHand: sale.purchase.onHand };
  }

  async #adjust({ product, quantity }: Extract<Command, { do: 'adjust' }>): Promise<Outcome> {
    const movement = await adjustStock(this.#db, this.#sku(product), quantity, 'counted anew');
    return { answer: 'adjusted', onHand: movement.onHand, sequence: movement.sequence };
  }

  async #changePolicy({ product, reorderPoint, orderQuantity }: Extract<Command, { do: 'change policy' }>) {
    const policy = { factoryId, reorderPoint, orderQuantity, leadTimeSeconds: 1 };
    const price = { amount: 3000, currency: 'KRW' };
    const changed = await changeProduct(this.#db, { sku: this.#sku(product), name: '도넛', price, policy });
    return { answer: changed ? 'done' : 'no such product' } satisfies Outcome;
  }

  async #request({ product, quantity }: Extract<Command, { do: 'request' }>): Promise<Outcome> {
    const cause = { kind: 'person', detail: 'to be sure' } as const;
    const requested = await inTransaction(this.#db, (trx) =>
      requestRestock(trx, this.#sku(product), { cause, timing: quickTiming, quantity }),
    );
    if (!requested) return { answer: 'no restock' };
    return { answer: 'restock', number: requested.restock.number, isNew: requested.isNew };
  }

  async #deliverAstray(command: Extract<Command, { do: 'deliver astray' }>): Promise<Outcome> {
    const { outcome } = await holdUnmatchedDelivery(this.#db, {
      sku: this.#sku(command.product),
      claimedRestock: command.claim,
      arrivalId: command.arrival,
      quantity: command.quantity,
    });
    return { answer: outcome };
  }

  async #performOnRestock(command: Extract<Command, { number: number }>): Promise<Outcome> {
    const db = this.#db;
    const id = restockId(this.#sku(command.product), command.number);
    if (!(await findRestock(db, id))) return { answer: 'no such restock' };
    if (command.do === 'deliver') {
      const arrival = { restockId: id, senderDeliveryId: command.id, quantity: command.quantity };
      const tolerance = command.tolerancePercent / 100;
      return { answer: (await receiveDelivery(db, { ...arrival, source: 'callback' }, tolerance)).outcome };
    }
    if (command.do === 'book') {
      const key = bookingKey(restockId(this.#sku(command.product), command.from), command.id);
      const { state, delivered, unbooked } = await bookDelivery(db, id, key);
      if (isOver(state)) this.#workflows.end(id);
      return { answer: 'progress', state, delivered, unbooked: unbooked.length };
    }
    const restock = await changed(db, id, command);
    if (command.do === 'fail' || command.do === 'cancel') this.#workflows.end(id);
    if (command.do === 'take up' && isOngoing(restock)) this.#workflows.resume(id);
    const { state, attention, delivered } = restock;
    return { answer: 'restock is', state, attention, delivered };
  }

  #sku(product: number): string {
    return this.skus[product] ?? 'nothing';
  }
}

function changed(
  db: Database,
  id: string,
  command: Exclude<Extract<Command, { number: number }>, { do: 'deliver' | 'book' }>,
): Promise<Restock> {
  if (command.do === 'order') return recordOrder(db, id, command.order);
  if (command.do === 'take up') return takeUp(db, id);
  if (command.do === 'cancel') return recordCancellation(db, id, command.factoryTold);
  const record = command.do === 'raise' ? raiseAttention : recordFailure;
  return record(db, id, command.attention, 'said so');
}
