import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { Logger } from '../logger.ts';
import type { Callbacks } from './callbacks.ts';
import { planDelivery } from './delivery-plan.ts';
import type { Fault, Faults } from './faults.ts';
import { issueLines } from './issue-lines.ts';
import { manufactureRequest, type ManufactureRequest } from './manufacture-request.ts';
import type { OrderBook } from './order-book.ts';

type Deps = {
  book: OrderBook;
  callbacks: Callbacks;
  faults: Faults;
  /** Milliseconds from taking an order to its delivery. */
  leadTime: number;
  callbackHosts: string[];
  logger: Logger;
  stopped: AbortSignal;
};

/** `POST /api/manufactures`: takes an order once per key, or goes wrong in the way that is switched on. */
export function takeOrder(deps: Deps): RequestHandler {
  const { book, callbacks, faults, logger, stopped } = deps;
  const schema = manufactureRequest(deps.callbackHosts);

  return async (req, res) => {
    const parsed = schema.safeParse(req.body ?? {});
    const key = parsed.data?.MessageGroupId;
    if (key !== undefined) book.record({ type: 'requested', key, at: new Date().toISOString() });

    const failure = faults.take(key, 'down', 'server-error', 'rate-limited', 'refuse');
    if (failure) return fail(res, failure);
    if (!parsed.success) return void res.status(400).json({ message: issueLines(parsed.error).join('; ') });

    await holdUp(faults.take(key, 'slow'));
    if (stopped.aborted) return void res.destroy();

    const orderId = acceptedBefore(parsed.data) ?? (await accept(parsed.data));
    if (faults.take(key, 'drop-reply')) return void res.destroy();
    await holdUp(faults.take(key, 'slow-reply'));
    res.status(202).json({ orderId });
  };

  async function holdUp(fault: { delayMs: number } | undefined): Promise<void> {
    if (fault) await delay(fault.delayMs, undefined, { signal: stopped }).catch(() => {});
  }

  function acceptedBefore({ MessageGroupId: key }: ManufactureRequest): string | undefined {
    const earlier = book.find(key)?.acceptances[0];
    if (earlier === undefined || faults.take(key, 'forget-keys')) return undefined;
    logger.info({ key, orderId: earlier.orderId }, 'asked again for an order that was already taken');
    return earlier.orderId;
  }

  async function accept(request: ManufactureRequest): Promise<string> {
    const orderId = `M-${randomUUID()}`;
    const acceptedAt = new Date();
    const quantity = Number(request.MessageAttributeProductCnt);
    const key = request.MessageGroupId;
    const plan = planDelivery({ key, orderId, quantity, acceptedAt, leadTime: deps.leadTime }, faults);
    book.record({ type: 'accepted', key, at: acceptedAt.toISOString(), orderId, request, callbacks: plan.callbacks });
    logger.info({ key, orderId, quantity }, 'order taken');
    if (plan.early) await Promise.all(plan.callbacks.map((callback) => callbacks.send(request, callback)));
    else callbacks.schedule(request, plan.callbacks);
    return orderId;
  }
}

type Failure = Extract<Fault, { name: 'down' | 'server-error' | 'rate-limited' | 'refuse' }>;

function fail(res: Response, failure: Failure): void {
  switch (failure.name) {
    case 'down':
      res.destroy();
      return;
    case 'server-error':
      res.status(failure.status).json({ message: 'The production line stands still.' });
      return;
    case 'rate-limited':
      res.status(429).set('Retry-After', String(failure.retryAfterSeconds)).json({ message: 'Too many orders.' });
      return;
    case 'refuse':
      res.status(failure.status).json({ message: 'This factory does not make that product.' });
      return;
  }
}
