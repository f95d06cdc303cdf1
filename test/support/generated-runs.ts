import type * as fc from 'fast-check';

/** The same cases each time, so that no run is red by chance. */
const usualSeed = 291396443;

/**
 * How many generated cases to run, and from which seed: those of the environment, else a few of the usual ones. The
 * seed `random` draws one; tests have it in their names, so that it can be set to see the same cases again.
 */
export function generatedRuns(names: { count: string; seed: string }, few: number): { count: number; seed: number } {
  const seed = process.env[names.seed] ?? usualSeed;
  return {
    count: Number(process.env[names.count] ?? few),
    seed: seed === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(seed),
  };
}

/** For {@link fc.assert}; a failure names the seed, and the shortest case that fails. */
export function modelRuns(few: number): fc.Parameters<unknown> & { seed: number } {
  const { count, seed } = generatedRuns({ count: 'MODEL_RUNS', seed: 'MODEL_SEED' }, few);
  return { numRuns: count, seed };
}
