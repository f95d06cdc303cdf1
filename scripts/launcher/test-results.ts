import { readFileSync } from 'node:fs';

export type TestCounts = { passed: number; failed: number; skipped: number };

/** The lines that `test/support/results-reporter.ts` has written so far: how each test ended; none before the first. */
export function readResults(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/**
 * Counts the results of a run, also of one that was cut off. A run that ended badly without any failure counts as one:
 * the counts never look better than the exit code.
 *
 * @param results `passed`, `failed` or `skipped` for each test, and `failed` for a file that could not be run
 */
export function countTests(results: string[], exitCode: number | null): TestCounts {
  const count = (state: string) => results.filter((result) => result === state).length;
  const counts = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

export function countLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
