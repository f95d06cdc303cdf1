import { useEffect, useMemo } from 'preact/hooks';

const pause = 2_000;

/** Reads at once, and however often it is asked to, once in two seconds at most. */
export function useSoon(read: () => Promise<void>): () => void {
  const soon = useMemo(() => createSoon(read), [read]);
  useEffect(() => soon.stop, [soon]);
  return soon.ask;
}

function createSoon(read: () => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  const ask = () => {
    isAsked = timer !== undefined;
    if (isAsked) return;
    void read().catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) ask();
    }, pause);
  };
  return { ask, stop: () => clearTimeout(timer) };
}
