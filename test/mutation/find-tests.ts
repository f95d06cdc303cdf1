import { globSync } from 'node:fs';
import { root } from '../../scripts/launcher/settings.ts';
import type { Mutation } from './mutation.ts';

/** What Vitest is asked to run: a file or folder, and a pattern of names. */
export type Selection = { path: string; pattern: string };

/**
 * The tests that must notice a mutation.
 *
 * @throws {Error} where no file has that name, or several
 */
export function testsOf({ name, tests, named = '', on }: Mutation): Selection {
  const files = globSync('test/**/*.test.ts', { cwd: root }).filter((file) => file.includes(`/${tests}.`));
  const [path] = files;
  if (path === undefined || files.length > 1) {
    const found = path === undefined ? 'no file' : files.join(', ');
    throw new Error(
      `The mutation "${name}" needs one test file ${tests}, and there is ${found}. ` +
        'Name it without folder, or with as much of it as it takes; without suffixes, or with them.',
    );
  }
  return { path, pattern: patternOf(named, on) };
}

/** A title says which database its tests run on, where it is one of several. */
export function patternOf(named: string, on?: 'MySQL'): string {
  return `^(?${on === 'MySQL' ? '=' : '!'}.*\\(MySQL).*(?:${named})`;
}
