import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.ts';
import { root } from './settings.ts';

export type ChildOptions = {
  /** For the person. */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** A Node process of ours: it ends by itself once its channel to this process is closed. */
  ours: boolean;
};

export type Child = ReturnType<typeof startChild>;

/** Starts a process in a group of its own, so that Ctrl-C reaches only the launcher, which ends the others in order. */
export function startChild({ name, command, args, env, logFile, ours }: ChildOptions) {
  const log = openLog(logFile);
  const child: ChildProcess = spawn(command, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', log, log, ...(ours ? ['ipc' as const] : [])],
  });
  closeSync(log);
  let exit: string | undefined;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve((exit = `could not be started (${error.message})`)));
    child.once('exit', (code, signal) => resolve((exit = `ended with ${signal ?? `exit code ${code}`}`)));
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  return {
    name,
    pid: child.pid,
    /** Settles when the process is gone, with how. */
    ended,
    isGone: () => exit !== undefined,
    kill,
    /** Asks it to end. After `bound` ms it is ended by force, and the answer is false. */
    async stop(bound: number): Promise<boolean> {
      child.kill('SIGTERM');
      const inTime = await Promise.race([ended.then(() => true), delay(bound, false, { ref: false })]);
      if (!inTime) kill();
      await ended;
      return inTime;
    },
    /** A failure of this process that shows the last lines of its log. */
    failure: (what: string) => logFailure(`${name} ${what}`, logFile),
  };
}

/** Polls until the address answers 2xx. */
export async function untilReady(child: Child, url: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while (!child.isGone()) {
    if (await isReady(url)) return;
    if (performance.now() > deadline) {
      throw child.failure(`was not ready within ${patience / 1_000} s (asked ${url})`);
    }
    await delay(50);
  }
  throw child.failure('ended before it was ready');
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  try {
    // The run before this one stays readable.
    renameSync(file, file.replace(/\.log$/, '.previous.log'));
  } catch {
    // The first run.
  }
  return openSync(file, 'a');
}

function logFailure(what: string, file: string): LaunchError {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-10);
  return new LaunchError(`${what}: its last lines are above, the rest is in ${relative(root, file)}.`, lines);
}
