import { Gauge, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { readShopFigures, type ShopFigures } from './shop-figures.ts';

/** How long the database's figures are used again, and how long a scrape waits for them; in milliseconds. */
const usualWaits = { figuresLast: 5_000, deadline: 2_000 };

/**
 * Gauges that every API reads from the database, so that all of them say the same. Asked once for all scrapes of some
 * seconds; where the database does not answer they are left out, and `restock_ready` is 0.
 */
export function createShopGauges(db: Database, isReady: () => boolean, { figuresLast, deadline } = usualWaits) {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });

  const ready = gauge('restock_ready', '1 while purchases can be served', []);
  const restocks = gauge('restock_restocks', 'Restocks that are not over, by state', ['state']);
  const attention = gauge('restock_attention', 'Restocks that a person should look at, by reason', ['reason']);
  const attentionAge = gauge(
    'restock_attention_oldest_seconds',
    'How long the oldest restock of this reason has waited for a person',
    ['reason'],
  );
  const deliveries = gauge('restock_deliveries', 'Deliveries told and not booked (received) or to be decided (held)', [
    'status',
  ]);
  const deliveryAge = gauge(
    'restock_delivery_oldest_seconds',
    'How long the oldest delivery of this status has waited',
    ['status'],
  );

  let asked: { at: number; figures: Promise<ShopFigures | null> } | undefined;

  function figures(): Promise<ShopFigures | null> {
    const now = Date.now();
    if (asked === undefined || now - asked.at > figuresLast) {
      asked = { at: now, figures: within(deadline, readShopFigures(db)).catch(() => null) };
    }
    return asked.figures;
  }

  return {
    /** In Prometheus' text format. */
    async text(): Promise<string> {
      const known = isReady() ? await figures() : null;
      ready.set(known === null ? 0 : 1);
      for (const each of [restocks, attention, attentionAge, deliveries, deliveryAge]) each.reset();
      if (known) {
        for (const [state, count] of Object.entries(known.restocks)) restocks.set({ state }, count);
        for (const [reason, { count, oldest }] of Object.entries(known.attention)) {
          attention.set({ reason }, count);
          attentionAge.set({ reason }, oldest);
        }
        for (const [status, { count, oldest }] of Object.entries(known.deliveries)) {
          deliveries.set({ status }, count);
          deliveryAge.set({ status }, oldest);
        }
      }
      return registry.metrics();
    },
  };
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
