import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { countRefusedAuthentications } from './refused-authentications.ts';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

const repairKinds = [
  'started',
  'markedFailed',
  'takenUp',
  'ended',
  'withoutFactory',
  'signalled',
  'booked',
  'shownAgain',
] as const;
type Swept = { repairs: Record<(typeof repairKinds)[number], number>; failures: number; differences: number };

/** Seconds after which a worker keeps silent about what its last sweep saw: others have swept since. */
const sweepIsOld = 120;

/** What one worker counts beside what Temporal's SDK does. */
export function createWorkerMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const lag = new Histogram({
    name: 'restock_callback_lag_seconds',
    help: "From the factory's callback to the goods on the shelf",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  const lastSweep = new Gauge({
    name: 'restock_sweep_last_completed_timestamp_seconds',
    help: 'When this worker last completed a sweep; 0: never',
    registers,
  });
  const repaired = new Counter({
    name: 'restock_sweep_repairs_total',
    help: 'What the sweep repaired, by kind',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of repairKinds) repaired.inc({ kind }, 0);
  const failed = new Counter({
    name: 'restock_sweep_failures_total',
    help: 'Repairs that a sweep could not make; the next one tries again',
    registers,
  });
  const differing = new Gauge({
    name: 'restock_ledger_differences',
    help: 'Products whose stock is not the sum of their ledger, as of the last sweep',
    registers,
  });
  let sweptAt = 0;

  return {
    accessDenied: countRefusedAuthentications(registry),

    /** @param receivedAt when the factory's callback was committed */
    delivered: (receivedAt: Date) => lag.observe(Math.max(0, (Date.now() - receivedAt.getTime()) / 1000)),

    swept({ repairs, failures, differences }: Swept) {
      sweptAt = Date.now() / 1000;
      lastSweep.set(sweptAt);
      for (const kind of repairKinds) repaired.inc({ kind }, repairs[kind]);
      failed.inc(failures);
      differing.set(differences);
    },

    text() {
      if (Date.now() / 1000 - sweptAt > sweepIsOld) differing.set(0);
      return registry.metrics();
    },
  };
}
