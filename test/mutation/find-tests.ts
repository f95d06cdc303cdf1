import { globSync } from 'node:fs';
import { root } from '../../scripts/launcher/settings.ts';
import type { Mutation } from './mutation.ts';

/** What Vitest is asked to run: a file or folder, and a pattern of names. */
export type Selection = { path: string; pattern: string };

let files: string[] | undefined;

/**
 * The tests that must notice a mutation.
 *
 * @throws {Error} where no file has that name, or several
 */
export function testsOf({ name, tests, named = '', on }: Mutation, all = testFiles()): Selection {
  const [path, ...others] = all.filter((file) => file.includes(`/${tests}.`));
  if (path === undefined || others.length > 0) {
    const found = path === undefined ? 'none' : [path, ...others].join(', ');
    throw new Error(
      `The mutation "${name}" needs one test file ${tests}, and there is ${found}. ` +
        'Where its name is not enough, put its folder before it or its suffix after it: console/outage, sell.sql.',
    );
  }
  return { path, pattern: patternOf(named, on) };
}

/** A title says which database its tests run on, where it is one of several. */
export function patternOf(named: string, on?: 'MySQL'): string {
  return `^(?${on === 'MySQL' ? '=' : '!'}.*\\(MySQL).*(?:${named})`;
}

function testFiles(): string[] {
  files ??= globSync('test/**/*.test.ts', { cwd: root });
  return files;
}
