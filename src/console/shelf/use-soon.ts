import { useEffect, useMemo } from 'preact/hooks';
import { throttled } from '../live/throttle.ts';

const pause = 2_000;

/** Reads at once, and however often it is asked to, once in two seconds at most. */
export function useSoon(read: () => Promise<void>): () => void {
  const soon = useMemo(() => throttled(read, pause), [read]);
  useEffect(() => soon.stop, [soon]);
  return soon.call;
}
