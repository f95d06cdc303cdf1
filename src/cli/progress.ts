import { setTimeout as delay } from 'node:timers/promises';
import type { BulkRetry } from '../api/answers.ts';
import type { Desk } from './desk.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { countOf, plain } from './words.ts';

const pause = 500;

/** After so long without one more retried, in milliseconds, somebody wants to know why. */
const longest = 15_000;

/** An API that is away for no longer, in milliseconds, is waited for: the retry itself goes on without it. */
const longestAway = 60_000;

/** Shows how far a retry of many is until all are done; on a terminal in one line, elsewhere in one for each change. */
export async function followRetry(desk: Desk, started: BulkRetry): Promise<BulkRetry> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  const show = createCounter(desk);
  try {
    let bulk = started;
    let moved = Date.now();
    let isStuck = false;
    for (;;) {
      show(bulk);
      if (bulk.finishedAt !== null) return bulk;
      await delay(pause, undefined, { signal: stop.signal });
      const still = Date.now() - moved;
      const latest = await latestOf(desk, bulk, still < longestAway);
      if (latest.waiting !== bulk.waiting) moved = Date.now();
      bulk = latest;
      if (isStuck || still < longest) continue;
      isStuck = true;
      desk.note(
        '\nNone for a while: the worker, Temporal or the API is away. It goes on by itself when they are back.',
      );
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Failure(exitCodes.interrupted, {
      happened: 'Stopped watching.',
      means: 'The retry goes on without you.',
      next: `How far it is: restock progress ${started.name}`,
    });
  } finally {
    process.off('SIGINT', interrupt);
    if (desk.isLive) desk.note('');
  }
}

async function latestOf(desk: Desk, bulk: BulkRetry, mayBeAway: boolean): Promise<BulkRetry> {
  try {
    return await desk.api.get<BulkRetry>(`/v1/restocks/retries/${encodeURIComponent(bulk.name)}`);
  } catch (error) {
    if (mayBeAway && error instanceof Failure && error.exitCode === exitCodes.unreachable) return bulk;
    throw error;
  }
}

function createCounter(desk: Desk) {
  let shown = '';
  return ({ total, waiting }: BulkRetry): void => {
    const line = `${total - waiting} of ${total}`;
    if (line === shown) return;
    shown = line;
    if (desk.isLive) process.stderr.write(`\r\x1b[K${line}`);
    else desk.note(line);
  };
}

export function progressText({ name, total, waiting, retried, skipped, refused, refusedCount }: BulkRetry): string {
  const left = waiting === 0 ? '' : `, ${waiting} still wait`;
  const needless = skipped === 0 ? '' : `${skipped} needed it no more, `;
  const others = refused.length < refusedCount ? [`  … and ${refusedCount - refused.length} others`] : [];
  return [
    `Retry ${name}: ${retried} of ${countOf(total, 'restock')} retried, ${needless}${refusedCount} refused${left}.`,
    ...refused.map(({ id, reason }) => `  ${id}: ${plain(reason)}`),
    ...others,
  ].join('\n');
}
