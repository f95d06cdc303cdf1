import type { Logger } from '../logger.ts';

/** Milliseconds between two lines. */
const interval = 5_000;

/** Counts the purchases that are refused because too many come, and says so at once and then now and then. */
export function createRefusalLog(logger: Logger): () => void {
  let refused = 0;
  let isCounting = false;

  const report = () => {
    logger.warn({ refused }, 'more purchases come than can be made; some are refused as busy');
    refused = 0;
  };
  return () => {
    refused += 1;
    if (isCounting) return;
    isCounting = true;
    report();
    setTimeout(() => {
      isCounting = false;
      if (refused > 0) report();
    }, interval).unref();
  };
}
