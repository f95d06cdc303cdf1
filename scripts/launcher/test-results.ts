import { z } from 'zod';

/** What matters of the report that Vitest's JSON reporter writes. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

export type TestCounts = { passed: number; failed: number; skipped: number };

/**
 * Counts what a run of Vitest left behind. A file that failed as a whole counts as one failure, and so does a run that
 * ended badly without any: the counts never look better than the exit code.
 */
export function countTests(json: string | undefined, exitCode: number | null): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  if (json !== undefined) {
    const read = report.parse(JSON.parse(json));
    const brokenFiles = read.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    );
    counts.passed = read.numPassedTests;
    counts.failed = read.numFailedTests + brokenFiles.length;
    counts.skipped = read.numPendingTests + read.numTodoTests;
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

export function countLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
