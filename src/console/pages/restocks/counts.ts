import { signal } from '@preact/signals';
import { ask } from '../../client/ask.ts';
import type { RestockCounts } from '../../../api/answers.ts';
import { keepReading, listenTo } from '../../live/events.ts';
import { throttled } from '../../live/throttle.ts';
import { isEmpty, queryOf, type RestockFilter } from './filter.ts';

/** How many restocks there are of each kind among those that fit, kept as they are now. */
export function openCounts(filter: Partial<RestockFilter>) {
  const counts = signal<RestockCounts | null>(null);
  /** Until the first answer, whatever it is. */
  const isAsking = signal(true);
  const read = async () => {
    try {
      counts.value = await ask<RestockCounts>(`/v1/restocks/counts${queryOf(filter)}`);
    } finally {
      isAsking.value = false;
    }
  };
  const reading = throttled(read, 2_000);
  const stopListening = listenTo('counts', (data) => {
    // What is told is about all of them.
    if (isEmpty(filter)) counts.value = data;
    else reading.call();
  });
  const stopReading = keepReading(read);
  reading.call();
  return {
    counts,
    isAsking,
    close: () => {
      stopListening();
      stopReading();
      reading.stop();
    },
  };
}
