/** Seconds since a time of `performance.now()`, such as `1.4 s`. */
export function since(start: number): string {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}

/** `✓ name  what  1.4 s`, aligned with the others. */
export function tick(name: string, what: string, start: number): void {
  console.log(`✓ ${name.padEnd(18)} ${what.padEnd(52)} ${since(start).padStart(7)}`);
}

/**
 * Shows that something long is still going on: a moving line on a terminal, a line every 15 s elsewhere.
 *
 * @returns what ends it
 */
export function showClock(text: string): () => void {
  const start = performance.now();
  const terminal = process.stdout.isTTY;
  const show = () => {
    const line = `  ${text} … ${Math.round((performance.now() - start) / 1_000)} s`;
    if (terminal) process.stdout.write(`\r\x1b[K${line}`);
    else console.log(line);
  };
  const timer = setInterval(show, terminal ? 1_000 : 15_000);
  return () => {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[K');
  };
}
