import { expect, test } from 'vitest';
import { countLine, countTests } from '../../scripts/launcher/test-results.ts';

const report = (passed: number, failed: number, pending: number, files: object[] = []) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    testResults: files,
  });

test('a run in which all went well', () => {
  expect(countLine(countTests(report(12, 0, 0), 0))).toBe('12 passed, 0 failed');
});

test('skipped tests are named only where there are any', () => {
  expect(countLine(countTests(report(10, 1, 3), 1))).toBe('10 passed, 1 failed, 3 skipped');
});

test('a file that could not be loaded counts as a failure', () => {
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(countTests(report(1, 1, 0, files), 1)).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('a run that ended badly never looks as if all went well', () => {
  expect(countTests(report(12, 0, 0), 1).failed).toBe(1);
  expect(countLine(countTests(undefined, null))).toBe('0 passed, 1 failed');
});
