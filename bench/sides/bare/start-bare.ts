import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stage } from '../../stage.ts';

export type BareRequest = { probe: true } | { probe: false; count: number };
export type BareRun = { perSecond: number; events: number; transitions: number };

export async function startBare(stage: Stage, temporalAddress: string) {
  const child = fork(join(import.meta.dirname, 'worker.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, TEMPORAL_ADDRESS: temporalAddress },
  });
  const exited = once(child, 'exit');
  stage.onClose(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const answer = async (): Promise<unknown> => {
    const ended = exited.then(() => Promise.reject(new Error('the bare worker ended')));
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
    return message;
  };
  await answer();
  const ask = (request: BareRequest) => {
    const answered = answer();
    child.send(request);
    return answered;
  };
  return {
    pid: child.pid ?? 0,
    /** Runs so many of the bare workflow. */
    run: (count: number) => ask({ probe: false, count }) as Promise<BareRun>,
    /** Milliseconds from the request to start a workflow to the first line of its activity. */
    probe: async () => ((await ask({ probe: true })) as { milliseconds: number }).milliseconds,
  };
}
