import { signal } from '@preact/signals';
import { ask } from '../../client/ask.ts';
import type { BulkRetrySummary, Page } from '../../../api/answers.ts';
import { keepReading, listenTo } from '../../live/events.ts';
import { throttled } from '../../live/throttle.ts';

/** Retries of many restocks that are under way or were a moment ago, whoever began them. */
export const retries = signal<BulkRetrySummary[]>([]);

/** Far more than run at a time; one that began long ago must not be hidden by those that are over. */
const most = 50;
const remembered = 10 * 60_000;
const every = 1_000;

export async function readRetries(): Promise<void> {
  const { items } = await ask<Page<BulkRetrySummary>>(`/v1/restocks/retries?limit=${most}`);
  const since = Date.now() - remembered;
  retries.value = items.filter(({ finishedAt }) => finishedAt === null || Date.parse(finishedAt) > since);
}

/** Keeps them as they are now, until what it answers is called: every second while one is under way. */
export function followRetries(): () => void {
  const reading = throttled(readRetries, every);
  const timer = setInterval(() => {
    if (retries.value.some(({ finishedAt }) => finishedAt === null)) reading.call();
  }, every);
  // Whatever a retry that another person began does, the numbers change.
  const stopListening = listenTo('counts', reading.call);
  const stopReading = keepReading(readRetries);
  reading.call();
  return () => {
    clearInterval(timer);
    stopListening();
    stopReading();
    reading.stop();
  };
}
