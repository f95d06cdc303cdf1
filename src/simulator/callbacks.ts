import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { JournalEntry, PlannedCallback } from './journal.ts';
import { callbackBody, type ManufactureRequest } from './manufacture-request.ts';
import type { OrderBook } from './order-book.ts';

type CalledBack = Extract<JournalEntry, { type: 'called-back' }>;
/** A planned callback, or one that a person asks for now. */
type Callback = Pick<PlannedCallback, 'count' | 'deliveryId'> & { id?: string };

/** Milliseconds; a shop that books while we wait takes 2 s at most. */
const answerDeadline = 10_000;

/**
 * Sends what is due, each callback once: the real factory does not retry. One that a crash interrupted is sent again
 * after the restart, since nobody can know whether it arrived.
 */
export class Callbacks {
  readonly #book: OrderBook;
  readonly #logger: Logger;
  readonly #signing: Webhook | null;
  readonly #agent = new Agent({ connections: 32 });
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stopped = new AbortController();

  /** @param signingSecret what it signs with, as Standard Webhooks has it; null: it does not sign */
  constructor(book: OrderBook, logger: Logger, signingSecret: string | null) {
    this.#book = book;
    this.#logger = logger;
    this.#signing = signingSecret === null ? null : new Webhook(signingSecret);
  }

  /** Plans all that the book still owes; what is overdue goes out at once. */
  resume(): void {
    for (const { request, pending } of this.#book.all()) if (request) this.schedule(request, pending);
  }

  schedule(order: ManufactureRequest, callbacks: PlannedCallback[]): void {
    for (const callback of callbacks) {
      const timer = setTimeout(
        () => {
          this.#timers.delete(timer);
          this.send(order, callback).catch((error: unknown) => {
            this.#logger.error({ err: error, key: order.MessageGroupId }, 'a callback could not be recorded');
          });
        },
        Math.max(0, Date.parse(callback.dueAt) - Date.now()),
      );
      this.#timers.add(timer);
    }
  }

  /** Sends now and records what came of it, an answer or none. */
  async send(order: ManufactureRequest, { id, count, deliveryId }: Callback): Promise<CalledBack> {
    const sentAt = new Date().toISOString();
    const body = JSON.stringify(callbackBody(order, count, deliveryId));
    const outcome = await this.#post(order.CallbackUrl, body, this.#signatureOf(deliveryId ?? messageId(id), body));
    const entry: CalledBack = {
      type: 'called-back',
      key: order.MessageGroupId,
      planned: id,
      count,
      deliveryId,
      sentAt,
      ...outcome,
    };
    if (this.#stopped.signal.aborted) return entry;
    this.#book.record(entry);
    this.#logger.info({ key: entry.key, count, deliveryId, ...outcome }, 'called back');
    return entry;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#stopped.abort();
    await this.#agent.destroy();
  }

  #signatureOf(id: string, body: string): Record<string, string> {
    if (!this.#signing) return {};
    const now = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': this.#signing.sign(id, now, body),
    };
  }

  async #post(
    url: string,
    body: string,
    signature: Record<string, string>,
  ): Promise<{ status: number } | { error: string }> {
    try {
      const reply = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signature },
        body,
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(answerDeadline)]),
        dispatcher: this.#agent,
      });
      await reply.body.dump({ limit: 16_384 }).catch(() => {});
      return { status: reply.statusCode };
    } catch (error) {
      return { error: firstLine(error) };
    }
  }
}

/** A repeat of a planned callback is the same message: what tells repeats apart is left out. */
function messageId(planned: string | undefined): string {
  return planned === undefined ? randomUUID() : planned.replace(/-\d+$/, '');
}
