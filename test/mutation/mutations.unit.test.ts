import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/launcher/settings.ts';
import { apply } from './apply.ts';
import { testsOf } from './find-tests.ts';
import { mutations } from './mutations/index.ts';

it.each(mutations)('can still be broken: $name', (mutation) => {
  expect(apply(mutation).text).toEqual(expect.any(String));
});

it.each(mutations)('still has its tests: $name', (mutation) => {
  expect(testsOf(mutation).path).toMatch(/\.test\.ts$/);
});

it('are as many as the documentation says', () => {
  const documentation = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
  expect(documentation).toContain(`${mutations.length} mutations`);
});

it('each have a name of their own', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
});
