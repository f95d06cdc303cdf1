import { expect, test } from 'vitest';
import { needsTemporal, readTestArguments } from '../../scripts/launcher/test-arguments.ts';
import { countLine, countTests, readResults } from '../../scripts/launcher/test-results.ts';

test('a run in which all went well', () => {
  expect(countLine(countTests(['passed', 'passed'], 0))).toBe('2 passed, 0 failed');
});

test('skipped tests are named only where there are any', () => {
  expect(countLine(countTests(['passed', 'failed', 'skipped', 'skipped'], 1))).toBe('1 passed, 1 failed, 2 skipped');
});

test('a run that ended badly never looks as if all went well', () => {
  expect(countTests(['passed'], 1).failed).toBe(1);
  expect(countLine(countTests([], null))).toBe('0 passed, 1 failed');
});

test('a run that was cut off before its first test has no results', () => {
  expect(readResults('/nowhere/results.txt')).toEqual([]);
});

test('only our own flag is kept from Vitest', () => {
  expect(readTestArguments(['--full', '-t', 'full'])).toEqual({ isFull: true, vitestArguments: ['-t', 'full'] });
  expect(readTestArguments(['--project=unit'])).toEqual({ isFull: false, vitestArguments: ['--project=unit'] });
});

test('Temporal is looked for unless every project named does without', () => {
  expect(needsTemporal([])).toBe(true);
  expect(needsTemporal(['--project', 'unit', '--project=sqlite', 'sell'])).toBe(false);
  expect(needsTemporal(['--project', 'unit', '--project', 'temporal'])).toBe(true);
});
