import { execFileSync } from 'node:child_process';
import { root } from '../../scripts/launcher/settings.ts';

/** Files that differ from the revision, those that are not committed or not known to Git included. */
export function filesTouchedSince(revision: string): Set<string> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n');
  return new Set([
    ...git('diff', '--name-only', '--relative', revision),
    ...git('ls-files', '--others', '--exclude-standard'),
  ]);
}
