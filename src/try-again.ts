import { setTimeout as delay } from 'node:timers/promises';

/** Waits; answers whether it is over, because somebody told to stop. */
export async function isOver(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

/** Looks every second until there is something; null when told to stop first. */
export async function lookUntilFound<T>(look: () => Promise<T | null>, signal: AbortSignal): Promise<T | null> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (await isOver(1_000, signal)) return null;
  }
}
