import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';

export type TestProcess = Awaited<ReturnType<typeof startProcess>>;

/** Starts an entry point as a process of its own, as production does, and waits until `GET readyUrl` answers 200. */
export async function startProcess(entry: string, readyUrl: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    // What was compiled at an earlier start is compiled, as for those whom `npm run api` and `npm run worker` start.
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', NODE_COMPILE_CACHE: join(root, '.cache/node'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  let isRunning = true;
  void exited.then(() => (isRunning = false));

  while (!(await answers(readyUrl))) {
    if (!isRunning) throw new Error(`${entry} ended before it was ready:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    pid: child.pid,
    output: () => output,
    exited,
    /** Sends the signal and waits for the end; answers the exit code, null for a death by signal. */
    async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      if (isRunning) child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** Whether `GET url` answers 200, within a second. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/**
 * A port that nobody uses at this moment. Below those from which the system gives every outgoing connection one, so that
 * none of them takes it before its server listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const outcome = once(server, 'listening').catch(() => 'taken');
    server.listen(port, '127.0.0.1');
    if ((await outcome) === 'taken') continue;
    await once(server.close(), 'close');
    return port;
  }
}

/** So many different ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
