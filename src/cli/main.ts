import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { createProgram } from './program.ts';
import { plain } from './words.ts';

const settings = join(import.meta.dirname, '../../.env');

// Whoever reads has read enough, as in `restock restocks | head -1`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed),
  );
}

try {
  // Of this installation, never of the folder that somebody happens to be in.
  if (existsSync(settings)) process.loadEnvFile(settings);
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says on standard error what happened, what it means and what to do next; answers the exit code. */
function report(error: unknown): number {
  // Has been said already, or was asked for: --help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const failure =
    error instanceof Failure
      ? error
      : new Failure(exitCodes.failed, {
          happened: `This is a bug of the command: ${error instanceof Error ? error.stack : String(error)}`,
        });
  const { message: happened, means, next, exitCode, problem } = failure;
  const isForPrograms = process.argv.includes('--json');
  const sentences = [happened, means, next].filter((each) => each !== '').map(plainLines);
  const text = isForPrograms ? JSON.stringify({ exitCode, happened, means, next, problem }) : sentences.join('\n  ');
  process.stderr.write(`${isForPrograms ? text : `✗ ${text}`}\n`);
  return exitCode;
}

function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n');
}
