import type * as fc from 'fast-check';

/**
 * How many generated cases to run, and from which seed: those of the environment, else a few from a new seed each time.
 * Put the seed that a failure printed into the seed's variable to see the same cases again.
 */
export function generatedRuns(names: { count: string; seed: string }, few: number): { count: number; seed: number } {
  return {
    count: Number(process.env[names.count] ?? few),
    seed: Number(process.env[names.seed] ?? Math.trunc(Math.random() * 2 ** 31)),
  };
}

/** For {@link fc.assert}; a failure names the seed, and the shortest case that fails. */
export function modelRuns(few: number): fc.Parameters<unknown> {
  const { count, seed } = generatedRuns({ count: 'MODEL_RUNS', seed: 'MODEL_SEED' }, few);
  return { numRuns: count, seed };
}
