import { expect, it } from 'vitest';
import { createWorkerMetrics } from '../../src/metrics/worker-metrics.ts';
import type { SweepReport } from '../../src/restocking/sweep.ts';
import { samplesOf } from '../support/metric-texts.ts';

const { failures, differences, ...repaired }: SweepReport = {
  started: 1,
  markedFailed: 2,
  takenUp: 3,
  ended: 4,
  withoutFactory: 5,
  signalled: 6,
  booked: 7,
  failures: ['one', 'another'],
  differences: [{ sku: 'donut', onHand: 1, ledger: 2, missingEntries: 0 }],
};
const repairs = { ...repaired, shownAgain: 8 };
const swept = { repairs, failures: failures.length, differences: differences.length };

it('everything that a sweep repairs is counted by kind, from the first scrape on and over all sweeps', async () => {
  const metrics = createWorkerMetrics();
  const counted = async () => {
    const samples = samplesOf(await metrics.text());
    return Object.keys(repairs).map((kind) => samples.get(`restock_sweep_repairs_total{kind="${kind}"}`));
  };
  expect(await counted()).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  metrics.swept(swept);
  metrics.swept(swept);
  expect(await counted()).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
  const samples = samplesOf(await metrics.text());
  expect(samples.get('restock_sweep_failures_total')).toBe(4);
  // As of the last sweep: what was mended counts no more.
  expect(samples.get('restock_ledger_differences')).toBe(1);
});
