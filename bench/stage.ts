import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Member } from '../test/chaos/member.ts';

const open = new Set<Stage>();

/** Milliseconds that a process gets to end by itself. */
const patience = 12_000;

/** Where one group of measurements plays: a folder, and all that was started for it, which ends with it. */
export class Stage {
  readonly folder: string;
  readonly #closers: (() => unknown)[] = [];
  #isClosed = false;

  /** @param parent folder on the disk to measure; data folders lie below it */
  constructor(parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, 'restock-bench-'));
    open.add(this);
  }

  /** Called at the end, the latest first. */
  onClose(close: () => unknown): void {
    if (this.#isClosed) throw new Error('The stage is closed');
    this.#closers.push(close);
  }

  /** Answers the id of the process, when it is ready. */
  async start(member: Member): Promise<number> {
    this.onClose(() => end(member));
    await member.start();
    if (member.pid === undefined) throw new Error(`${member.name} has no process`);
    return member.pid;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const close of this.#closers.toReversed()) {
      await Promise.resolve(close()).catch((error: unknown) => console.error(`While ending: ${String(error)}`));
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    open.delete(this);
  }
}

/** For an interruption: ends all that runs. */
export async function closeStages(): Promise<void> {
  for (const stage of open) await stage.close();
}

async function end(member: Member): Promise<void> {
  const gone = member.end('SIGTERM');
  const late = new AbortController();
  const kill = delay(patience, undefined, { signal: late.signal }).then(
    () => member.end('SIGKILL'),
    () => undefined,
  );
  await gone;
  late.abort();
  await kill;
}
