import { expect, it } from 'vitest';
import { createWorkerMetrics } from '../../src/metrics/worker-metrics.ts';
import { samplesOf } from '../support/metric-texts.ts';

const anHour = 3_600_000;
const repairs = {
  started: 0,
  markedFailed: 0,
  takenUp: 0,
  ended: 0,
  withoutFactory: 0,
  signalled: 0,
  booked: 0,
  shownAgain: 0,
};

it('a worker measures in seconds how long goods took to the shelf, and when it last swept', async () => {
  const metrics = createWorkerMetrics();
  metrics.delivered(new Date(Date.now() - anHour));
  const before = Date.now() / 1_000;
  metrics.swept({ repairs, failures: 0, differences: 0 });
  const after = Date.now() / 1_000;

  const samples = samplesOf(await metrics.text());
  expect(Math.floor(samples.get('restock_callback_lag_seconds_sum')! / 3_600)).toBe(1);
  expect(samples.get('restock_callback_lag_seconds_bucket{le="1800"}')).toBe(0);
  expect(samples.get('restock_sweep_last_completed_timestamp_seconds')).toBeGreaterThanOrEqual(before);
  expect(samples.get('restock_sweep_last_completed_timestamp_seconds')).toBeLessThanOrEqual(after);
});
