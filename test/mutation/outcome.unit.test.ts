import { describe, expect, it } from 'vitest';
import { patternOf, testsOf } from './find-tests.ts';
import type { Mutation } from './mutation.ts';
import { outcomeOf, type Failure } from './outcome.ts';

const assertion = 'AssertionError: expected 1 to be 2';
const polled = 'AssertionError: expected [] to have a length of 1 but got +0';
const tooSlow = 'TestTimeoutError: Test timed out in 30000ms.\nIf this is a long-running test, pass a timeout value';
const hookTooSlow = 'HookTimeoutError: Hook timed out in 60000ms while waiting for expect.poll.\nIf this';
const ofTests = (...errors: string[]): Failure => ({ test: 'sells', errors });

describe('a mutation', () => {
  it.each<[Failure[], ReturnType<typeof outcomeOf>['outcome']]>([
    [[], 'not-noticed'],
    [[ofTests(assertion)], 'noticed'],
    [[ofTests(polled)], 'noticed'],
    [[ofTests('Error: Not all had the stock')], 'noticed'],
    [[ofTests(tooSlow)], 'timed-out'],
    [[ofTests(tooSlow, 'Error: closed already')], 'timed-out'],
    [[ofTests(hookTooSlow)], 'timed-out'],
    [[{ test: null, errors: [hookTooSlow] }], 'timed-out'],
    [[{ test: null, errors: ['Error: no such export'] }], 'broken'],
    [[ofTests('ReferenceError: limit is not defined')], 'broken'],
    [[ofTests(tooSlow), ofTests(assertion)], 'noticed'],
  ])('with the failures %j is %s', (failures, outcome) => {
    expect(outcomeOf({ ran: ['sells'], failures }).outcome).toBe(outcome);
  });

  it('is told with the tests that noticed, or else with what went wrong', () => {
    const failures = [ofTests(tooSlow), ofTests(assertion)];
    expect(outcomeOf({ ran: [], failures }).by).toEqual(['sells (AssertionError: expected 1 to be 2)']);
    expect(outcomeOf({ ran: [], failures: [{ test: null, errors: [hookTooSlow] }] }).by).toEqual([
      'outside of the tests (HookTimeoutError: Hook timed out in 60000ms while waiting for expect.poll.)',
    ]);
  });
});

describe('the tests of a mutation', () => {
  const mutation = { name: 'a rule', tests: 'sell' } as Mutation;

  it('are found by the name of their file, wherever it lies', () => {
    expect(testsOf({ ...mutation, tests: 'mutations' }).path).toBe('test/mutation/mutations.unit.test.ts');
  });

  it('must be in one file', () => {
    expect(() => testsOf({ ...mutation, tests: 'no-such' })).toThrow('one test file no-such, and there is no file');
    expect(() => testsOf({ ...mutation, tests: 'outage' })).toThrow(/one test file outage, and there is .*, .*outage/);
  });

  it('are those on MySQL only where that is said', () => {
    const titles = ['selling (SQLite) of a crowd', 'selling (MySQL) of a crowd', 'a crowd'];
    const matching = (pattern: string) => titles.filter((title) => new RegExp(pattern).test(title));
    expect(matching(patternOf('crowd'))).toEqual([titles[0], titles[2]]);
    expect(matching(patternOf('crowd', 'MySQL'))).toEqual([titles[1]]);
  });
});
