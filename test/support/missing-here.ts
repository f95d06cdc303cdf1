import { describe } from 'vitest';

/**
 * Why something cannot be tested here; with `CI=true` that is a failure, because nothing may stay untested there.
 *
 * @param reason what is missing and what to do about it, without a full stop; `null` if nothing is
 */
export function missingHere(reason: string | null): string | null {
  if (reason !== null && process.env['CI'] === 'true')
    throw new Error(`With CI=true nothing may stay untested, but ${reason}`);
  return reason;
}

/** Describes tests that need something of this machine. Where it is missing they are skipped, and their title says why. */
export function describeUnless(missing: string | null, name: string, tests: () => void): void {
  describe.skipIf(missing !== null)(missing === null ? name : `${name} (skipped: ${missing})`, () => {
    tests();
  });
}
