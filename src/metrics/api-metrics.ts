import type { Request, Response } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isContended } from '../db/transaction.ts';
import { Refusal } from '../errors.ts';
import type { Sell } from '../sales/sell.ts';
import { countRefusedAuthentications } from './refused-authentications.ts';

export type ApiMetrics = ReturnType<typeof createApiMetrics>;

const purchaseOutcomes = ['sold', 'sold-out', 'replayed', 'busy', 'refused', 'failed'] as const;
type PurchaseOutcome = (typeof purchaseOutcomes)[number];

/** What one process of the API counts. Nothing here waits for anything. */
export function createApiMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const purchases = new Counter({
    name: 'restock_purchases_total',
    help: 'Purchases by outcome. busy: too many came; refused: the request was wrong; failed: our own fault',
    labelNames: ['outcome'],
    registers,
  });
  // From the start, so that the first failure is an increase.
  for (const outcome of purchaseOutcomes) purchases.inc({ outcome }, 0);
  const requests = new Histogram({
    name: 'restock_http_request_duration_seconds',
    help: 'From the request to its answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const batches = new Histogram({
    name: 'restock_sales_batch_purchases',
    help: 'Purchases that share one transaction',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096],
    registers,
  });

  let showWaiting: () => void = () => undefined;
  const waiting = new Gauge({
    name: 'restock_sales_waiting',
    help: 'Purchases that wait for their transaction',
    registers,
    collect: () => showWaiting(),
  });

  const streams = new Gauge({
    name: 'restock_event_streams',
    help: 'Streams of events that are open',
    registers,
  });
  const cut = new Counter({
    name: 'restock_event_streams_cut_total',
    help: 'Streams of events that were cut off because their reader took too little',
    registers,
  });

  const count = (outcome: PurchaseOutcome) => purchases.inc({ outcome });

  return {
    registry,

    batchBegun: (size: number) => batches.observe(size),

    accessDenied: countRefusedAuthentications(registry),

    /** One was turned away because too many wait. */
    purchaseShed: () => count('busy'),

    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
    streamCut: () => cut.inc(),

    /** Counts what becomes of each purchase, but for those that were shed, and shows how many wait. */
    counted(sell: Sell): Sell {
      showWaiting = () => waiting.set(sell.waiting());
      const counting = async (order: Parameters<Sell>[0]) => {
        try {
          const sale = await sell(order);
          count(sale.outcome === 'sold' && sale.replayed ? 'replayed' : sale.outcome);
          return sale;
        } catch (error) {
          const outcome = outcomeOf(error);
          if (outcome) count(outcome);
          throw error;
        }
      };
      return Object.assign(counting, sell);
    },

    /** Measures a request until its answer is sent. To be called first of all. */
    observe(request: Request, response: Response): void {
      const began = performance.now();
      response.on('finish', () => {
        // What ends after hours is no measure of how fast answers come.
        if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
        // The pattern, not the address: an address for each restock would be a series for each.
        const { path = 'other' } = (request.route ?? {}) as { path?: string };
        const labels = { method: request.method, route: path, status: response.statusCode };
        requests.observe(labels, (performance.now() - began) / 1_000);
      });
    },
  };
}

/** Null where it was counted already. */
function outcomeOf(error: unknown): PurchaseOutcome | null {
  if (error instanceof Refusal) return error.code === 'busy' ? null : 'refused';
  const isBusy = (error as { name?: string }).name === 'KnexTimeoutError' || isContended(error);
  return isBusy ? 'busy' : 'failed';
}
