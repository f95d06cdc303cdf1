import { describe, expect, it } from 'vitest';
import { patternOf, testsOf } from './find-tests.ts';
import type { Mutation } from './mutation.ts';

const files = [
  'test/sales/sell.sql.test.ts',
  'test/api/sell-route.test.ts',
  'test/console/outage.console.test.ts',
  'test/outage.system.test.ts',
];

const find = (tests: string) => testsOf({ name: 'a rule', tests } as Mutation, files);

describe('the tests of a mutation', () => {
  it('are found by the name of their file, wherever it lies and whatever suffix it has', () => {
    expect(find('sell').path).toBe('test/sales/sell.sql.test.ts');
    expect(find('sell.sql').path).toBe('test/sales/sell.sql.test.ts');
    expect(find('console/outage').path).toBe('test/console/outage.console.test.ts');
  });

  it('must be in one file', () => {
    expect(() => find('buy')).toThrow('The mutation "a rule" needs one test file buy, and there is none.');
    expect(() => find('outage')).toThrow('there is test/console/outage.console.test.ts, test/outage.system.test.ts.');
  });

  it('are those on MySQL only where that is said', () => {
    const titles = ['selling (SQLite) of a crowd', 'selling (MySQL) of a crowd', 'a crowd'];
    const matching = (pattern: string) => titles.filter((title) => new RegExp(pattern).test(title));
    expect(matching(patternOf('crowd'))).toEqual([titles[0], titles[2]]);
    expect(matching(patternOf('crowd', 'MySQL'))).toEqual([titles[1]]);
  });
});
