import { settingNames } from '../../src/config.ts';

/** What the API is told on each side of a comparison: the only place that names these settings. */
export const environments = {
  /** As it ships. */
  shipped: {},
  /** As it ships, in two processes on one port. */
  twoProcesses: { API_PROCESSES: '2' },
  /** Every purchase in a transaction of its own, several at once. */
  oneEach: (poolSize: number) => ({ SALES_BATCH_SIZE: '1', DATABASE_POOL_SIZE: String(poolSize) }),
} as const;

/** Among these the best for one transaction per purchase is looked for in each run. */
export const poolSizes = [4, 8, 16, 32];

/** Why two sides may be the same code; null where the program can tell them apart. */
export function sameCode(): string | null {
  return settingNames.includes('SALES_BATCH_SIZE')
    ? null
    : 'This version sells each purchase in a transaction of its own and does not know SALES_BATCH_SIZE: ' +
        '"as it ships" and "one transaction each" differ only by the size of the pool.';
}
