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

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Holds a request to die at an instant: see die-at.ts. */
  get wishFile(): string {
    return `${this.#options.logFile}.die-at`;
  }

  /** @param extra variables for this start alone */
  async start(extra: Record<string, string> = {}): Promise<void> {
    const { command, args, env, logFile, isReady } = this.#options;
    const log = openSync(logFile, 'a');
    this.#child = spawn(command, args, {
      cwd: root,
      env: { PATH: process.env.PATH, DIE_AT_FILE: this.wishFile, ...env, ...extra },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const end = Date.now() + patience;
    while (!(await isReady().catch(() => false))) {
      if (!this.isRunning) throw new Error(`${this.name} ended: see ${logFile}`);
      if (Date.now() > end) throw new Error(`${this.name} is not ready after ${patience / 1000} s: see ${logFile}`);
      await delay(20);
    }
  }

  /** Sends the signal and waits until the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#child || !this.isRunning) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }
}
