import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { chooser, productOf, type Latency, type Load, type Loaded } from './load.ts';

/** More than this many without an answer are not waited for: the rate is out of reach. */
const mostInFlight = 20_000;
const answerTime = 10_000;

/**
 * Sends at even distances, whether or not answers come. Latency counts from the moment at which a request was due, so
 * that one slow answer is not hidden by requests that were never sent. What the generator itself is late by counts too.
 *
 * (autocannon's own rate sends a second's share of each connection at once, and would show the latency of full load.)
 */
export async function fixedRate(load: Load, rate: number): Promise<Loaded> {
  const { url, clients, seconds, products, reads = 0 } = load;
  const pool = new Pool(url, { connections: clients, pipelining: 1, headersTimeout: answerTime });
  const choose = chooser(products);
  const headers = { 'content-type': 'application/json' };
  const microseconds = createHistogram();
  const answers: Record<string, number> = {};
  let unanswered = 0;
  const inFlight = { count: 0 };
  const began = performance.now();
  const total = Math.round(rate * seconds);
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate));
    while (sent < due) {
      if (inFlight.count >= mostInFlight) unanswered += 1;
      else send(began + (sent / rate) * 1_000);
      sent += 1;
    }
    await delay(1);
  }
  const took = (performance.now() - began) / 1_000;
  const end = performance.now() + answerTime;
  while (inFlight.count > 0 && performance.now() < end) await delay(5);
  // Taken before the pool breaks them off, which would count them again.
  const lost = unanswered + inFlight.count;
  await pool.destroy();
  return { seconds: took, answers, replayed: 0, unanswered: lost, latency: latencyOf(microseconds) };

  function send(dueAt: number): void {
    const sku = productOf(products, choose());
    const isRead = reads > 0 && Math.random() < reads;
    let status = 0;
    inFlight.count += 1;
    pool.dispatch(
      isRead
        ? { path: `/v1/products/${sku}`, method: 'GET' }
        : { path: '/v1/purchases', method: 'POST', headers, body: `{"sku":"${sku}"}` },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData() {},
        onResponseEnd() {
          inFlight.count -= 1;
          answers[status] = (answers[status] ?? 0) + 1;
          microseconds.record(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)));
        },
        onResponseError() {
          inFlight.count -= 1;
          unanswered += 1;
        },
      },
    );
  }
}

function latencyOf(microseconds: ReturnType<typeof createHistogram>): Latency {
  const at = (percent: number) => microseconds.percentile(percent) / 1_000;
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: microseconds.max / 1_000 };
}
