import type { Child } from './child-process.ts';
import { since } from './terminal.ts';

/** How long each may take, in ms, in the order in which they end: callers first, what they rely on last. */
const bounds = [
  ['API', 3_000],
  ['Worker', 7_000],
  ['Simulated factory', 1_500],
  ['Temporal', 3_000],
] as const;

/** Ends everything in order; one that does not end in time is ended by force. */
export async function endInOrder(children: Child[]): Promise<void> {
  for (const [name, bound] of bounds) {
    const child = children.find((one) => one.name === name);
    if (child === undefined || child.isGone()) continue;
    const start = performance.now();
    if (await child.stop(bound)) console.log(`✓ ${name} ended, ${since(start)}`);
    else console.log(`✗ ${name} did not end within ${bound / 1_000} s: ended by force`);
  }
}

/**
 * Waits for the wish to stop: Ctrl-C, a signal, a closed terminal, or the end of the process that started this one.
 *
 * @param again runs at a second wish
 */
export function onStopWish(first: (why: string) => void, again: () => void): void {
  let wished: number | undefined;
  const wish = (why: string) => {
    const now = performance.now();
    if (wished === undefined) {
      wished = now;
      first(why);
    } else if (now - wished > 700) {
      // One Ctrl-C arrives several times: from the terminal, from npm and from bootstrap.mjs.
      again();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => wish(signal));
  process.once('disconnect', () => {
    if (wished === undefined) wish('the process that started this one ended');
  });
  // A terminal that is gone cannot be written to, which must not stop the stopping.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}
