import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/launcher/settings.ts';

const others = ['unit', 'temporal', 'console', 'system'].map((suffix) => `test/**/*.${suffix}.test.ts`);
const onDatabase = globSync('test/**/*.test.ts', { cwd: root, exclude: others });
const running = (name: string) =>
  onDatabase.filter((file) => readFileSync(join(root, file), 'utf8').includes(`${name}(`));

test('the files named .sql are those with tests that always run on every database', () => {
  const named = onDatabase.filter((file) => file.endsWith('.sql.test.ts'));
  expect(named.length).toBeGreaterThan(10);
  expect(running('describeEachDatabase').toSorted()).toEqual(named.toSorted());
});

test('a file without a suffix is about a database', () => {
  expect([...new Set([...running('describeDatabase'), ...running('describeEachDatabase')])].toSorted()).toEqual(
    onDatabase.toSorted(),
  );
});
