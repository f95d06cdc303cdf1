import { describe, expect, it } from 'vitest';
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
    [[ofTests('SyntaxError: Unexpected token in JSON')], 'noticed'],
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
