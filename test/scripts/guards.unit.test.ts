import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allGuards } from '../../scripts/guards/all-guards.ts';
import { root } from '../../scripts/launcher/settings.ts';

it.each(allGuards)('$name: the guard is found, once, and so are its tests', ({ file, text, tests }) => {
  expect(readFileSync(join(root, file), 'utf8').split(text)).toHaveLength(2);
  expect(tests.filter((each) => !existsSync(join(root, each)))).toEqual([]);
});
