import { expect, it } from 'vitest';
import { apply } from './apply.ts';
import { testsOf } from './find-tests.ts';
import { mutations } from './mutations/index.ts';

it.each(mutations)('can still be broken: $name', (mutation) => {
  expect(apply(mutation).text).toEqual(expect.any(String));
});

it.each(mutations)('still has its tests: $name', (mutation) => {
  expect(testsOf(mutation).path).toMatch(/\.test\.ts$/);
});

it('each break another rule', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  expect(new Set(mutations.map((mutation) => apply(mutation).text)).size).toBe(mutations.length);
});
