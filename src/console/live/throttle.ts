/**
 * Runs it at once, and for calls that come while it runs or shortly after once more when the time is over: however often
 * it is called, at most once in `every` milliseconds and never twice at a time.
 */
export function throttled(run: () => Promise<void>, every: number): { call: () => void; stop: () => void } {
  let isWanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    isWanted = false;
    timer = setTimeout(() => void end(running), every);
    // Whoever needs to know shows it; the connection light tells the rest.
    const running = run().catch(() => {});
  };
  const end = async (running: Promise<void>) => {
    await running;
    timer = undefined;
    if (isWanted) begin();
  };
  return {
    call: () => {
      isWanted = true;
      if (timer === undefined) begin();
    },
    stop: () => {
      clearTimeout(timer);
      isWanted = false;
    },
  };
}
