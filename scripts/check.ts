import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './launcher/settings.ts';
import { since } from './launcher/terminal.ts';

/** Each is an executable in node_modules/.bin. */
const checks = [
  { name: 'types', command: 'tsc', args: [] },
  { name: 'console', command: 'tsc', args: ['--project', 'src/console'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', command: 'prettier', args: ['--check', '.'] },
  { name: 'unused', command: 'knip', args: [] },
];

const results = await Promise.all(
  checks.map(async ({ name, command, args }) => {
    const start = performance.now();
    const { code, output } = await run(command, args);
    console.log(
      `${code === 0 ? '✓' : '✗'} ${name.padEnd(8)} ${[command, ...args].join(' ').padEnd(44)} ${since(start)}`,
    );
    return { name, passed: code === 0, output };
  }),
);
const failed = results.filter(({ passed }) => !passed);
for (const { name, output } of failed) console.log(`\n${name}:\n${output.trimEnd()}`);
if (failed.some(({ name }) => name === 'format')) console.log('\nnpm run format corrects the format.');
process.exit(failed.length === 0 ? 0 : 1);

async function run(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  const bin = join(root, 'node_modules/.bin');
  const child = spawn(join(bin, command), args, {
    cwd: root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
