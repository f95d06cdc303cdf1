import { spawn } from 'node:child_process';
import { LaunchError } from './launch-error.ts';
import { root } from './settings.ts';

/**
 * Runs a script of ours to its end and answers the lines that it printed.
 *
 * @param advice what to do when it fails, as the end of a sentence
 * @throws {LaunchError} that shows its last lines
 */
export async function runOnce(
  args: string[],
  env: NodeJS.ProcessEnv,
  { advice, signal }: { advice: string; signal: AbortSignal },
): Promise<string[]> {
  // A group of its own, like the lasting processes: Ctrl-C reaches the launcher, which decides.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: true,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (code === 0) return lines;
  throw new LaunchError(`node ${args.join(' ')} failed: ${advice}.`, lines.slice(-15));
}
