import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../launcher/settings.ts';
import type { Guard } from './guard.ts';

/** What matters of the report that Vitest's JSON reporter writes. */
const report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});

export type Tree = ReturnType<typeof openTree>;

/** A copy of the tree, in which guards can be missing. Close it when done. */
export function openTree(temporal: string) {
  const folder = mkdtempSync(join(tmpdir(), 'restock-guards-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.toString().trim().split('\n')) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const env = { ...process.env, TEMPORAL_EXECUTABLE: temporal };

  return {
    /** Does the work while the guard is not there. */
    async without<Answer>({ file, text, without = '' }: Guard, work: () => Promise<Answer>): Promise<Answer> {
      const path = join(folder, file);
      const whole = readFileSync(path, 'utf8');
      const found = whole.split(text).length - 1;
      if (found !== 1)
        throw new Error(`${file} has the guard "${text}" ${found} times: bring scripts/guards up to date.`);
      writeFileSync(
        path,
        whole.replace(text, () => without),
      );
      try {
        return await work();
      } finally {
        writeFileSync(path, whole);
      }
    },

    /** Names of the tests that fail. A file that cannot be run at all has none: it shows nothing. */
    async failures({ tests, named }: Pick<Guard, 'tests' | 'named'>): Promise<string[]> {
      const file = join(folder, 'report.json');
      rmSync(file, { force: true });
      const pattern = named === undefined ? [] : ['-t', named];
      const run = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${file}`, ...pattern];
      await promisify(execFile)(process.execPath, [...run, ...tests], { cwd: folder, env }).catch(() => undefined);
      const results = report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults;
      const all = results.flatMap(({ assertionResults }) => assertionResults);
      return all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    },

    close: () => rmSync(folder, { recursive: true }),
  };
}
