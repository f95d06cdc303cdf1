import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../scripts/launcher/settings.ts';

export type MemberOptions = {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  logFile: string;
  isReady: () => Promise<boolean>;
};

/** How long a member may take until it is ready, in milliseconds. */
const patience = 60_000;

/** A process of the system under chaos, which can be ended in any way and started again under the same address. */
export class Member {
  readonly name: string;
  readonly #options: MemberOptions;
  #child: ChildProcess | undefined;

  constructor(options: MemberOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { command, args, env, logFile, isReady } = this.#options;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    const end = Date.now() + patience;
    while (!(await isReady().catch(() => false))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${this.name} ended: see ${logFile}`);
      if (Date.now() > end) throw new Error(`${this.name} is not ready after ${patience / 1000} s: see ${logFile}`);
      await delay(20);
    }
  }

  /** Sends the signal and waits until the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}
