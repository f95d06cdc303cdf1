import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Logger } from '../logger.ts';
import { Callbacks } from './callbacks.ts';
import { control } from './control.ts';
import { Faults, type Fault } from './faults.ts';
import type { Journal } from './journal.ts';
import { OrderBook } from './order-book.ts';
import { takeOrder } from './take-order.ts';

type Deps = {
  /** Milliseconds from taking an order to its delivery. */
  leadTime: number;
  /** The only hosts that it may call back. */
  callbackHosts: string[];
  /** Those switched on from the start. */
  faults: Fault[];
  journal: Journal;
  /** What it signs callbacks with; null: it does not. */
  signingSecret: string | null;
  logger: Logger;
};

export type Simulator = {
  app: Express;
  /** Sends, or plans, the callbacks that the journal says are still due. */
  resume(): void;
  /** Plans nothing more, gives up calls under way (they stay due) and closes the journal. */
  stop(): Promise<void>;
};

/** A factory for a first look and for tests: speaks the legacy contract and goes wrong on demand. */
export function createSimulator(deps: Deps): Simulator {
  const { leadTime, callbackHosts, journal, logger } = deps;
  const book = new OrderBook(journal);
  const callbacks = new Callbacks(book, logger, deps.signingSecret);
  const faults = new Faults(deps.faults);
  const stopping = new AbortController();

  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '16kb' }));
  app.post(
    '/api/manufactures',
    takeOrder({ book, callbacks, faults, leadTime, callbackHosts, logger, stopped: stopping.signal }),
  );
  app.use(control({ book, callbacks, faults }));
  app.get(['/livez', '/readyz'], (_req, res) => void res.json({ status: 'ok' }));
  app.use((_req, res) => void res.status(404).json({ message: 'There is nothing at this address.' }));
  app.use(answerError(logger));

  return {
    app,
    resume: () => callbacks.resume(),
    async stop() {
      stopping.abort();
      await callbacks.stop();
      journal.close();
    },
  };
}

/** Express tells a handler of errors by its four parameters. */
function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const status = statusOf(error);
    if (status >= 500) logger.error({ err: error }, 'a request failed');
    const message =
      status < 500 && error instanceof Error ? error.message : 'The simulated factory failed; see its log.';
    if (res.headersSent) res.destroy();
    else res.status(status).json({ message });
  };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
