import type { Logger } from '../logger.ts';

/**
 * Counts the purchases that are refused because too many come, and says so at once and then now and then.
 *
 * @param interval milliseconds between two lines
 */
export function createRefusalLog(logger: Logger, interval = 5_000): () => void {
  let refused = 0;
  let isCounting = false;

  const report = () => {
    logger.warn({ refused }, 'more purchases come than can be made; some are refused as busy');
    refused = 0;
  };
  const reportAndCount = () => {
    report();
    isCounting = true;
    setTimeout(() => {
      if (refused > 0) reportAndCount();
      else isCounting = false;
    }, interval).unref();
  };
  return () => {
    refused += 1;
    if (!isCounting) reportAndCount();
  };
}
