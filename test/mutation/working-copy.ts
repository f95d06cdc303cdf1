import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/launcher/settings.ts';
import type { Mutant } from './apply.ts';
import type { Selection } from './find-tests.ts';
import { reportFile, type Report } from './outcome.ts';

export type WorkingCopy = ReturnType<typeof openWorkingCopy>;

/** A copy of the project to be changed. Close it when done. */
export function openWorkingCopy(signal: AbortSignal) {
  const folder = mkdtempSync(join(tmpdir(), 'restock-mutations-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.toString().trim().split('\n')) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const report = join(folder, 'report.json');

  return {
    /** Does the work while the mutant is in place. */
    async withMutant<Answer>({ file, text }: Mutant, work: () => Promise<Answer>): Promise<Answer> {
      const path = join(folder, file);
      const original = readFileSync(path);
      writeFileSync(path, text);
      try {
        return await work();
      } finally {
        writeFileSync(path, original);
      }
    },

    /** Runs tests as `npm test` does. */
    async test({ path, pattern }: Selection): Promise<Report> {
      rmSync(report, { force: true });
      const options = [path, '-t', pattern, '--reporter=./test/mutation/reporter.ts'];
      const running = promisify(execFile)(process.execPath, ['scripts/test.ts', ...options], {
        cwd: folder,
        env: { ...process.env, [reportFile]: report },
        maxBuffer: Infinity,
      });
      const end = () => running.child.kill('SIGTERM');
      signal.addEventListener('abort', end);
      const { stdout = '', stderr = '' } = await running.catch((error: { stdout?: string; stderr?: string }) => error);
      signal.removeEventListener('abort', end);
      signal.throwIfAborted();
      if (!existsSync(report)) throw new Error(`${path} could not be run:\n${stdout}\n${stderr}`);
      return JSON.parse(readFileSync(report, 'utf8')) as Report;
    },

    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
