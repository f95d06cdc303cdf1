import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds from asking to ending by force. */
const grace = 5_000;

/** Ends a process that was started `detached`, and all that it started and left in its group. */
export async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const deadline = performance.now() + grace;
  for (let running = signal(pid, 'SIGTERM'); running && performance.now() < deadline; running = signal(pid, 0)) {
    await delay(50);
  }
  signal(pid, 'SIGKILL');
}

/** False where nothing of the group is left. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
}
