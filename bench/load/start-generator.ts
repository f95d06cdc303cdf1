import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';
import type { Load, Loaded } from './load.ts';

export type Generator = { run(load: Load): Promise<Loaded>; pid: number };

export function startGenerator(stage: Stage): Generator {
  const child = fork(join(import.meta.dirname, 'generator.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  stage.onClose(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    async run(load) {
      child.send(load);
      const answered = once(child, 'message') as Promise<[{ loaded?: Loaded; error?: string }]>;
      const [answer] = await Promise.race([
        answered,
        exited.then(() => [{ error: 'the load generator ended' }] as [{ loaded?: Loaded; error?: string }]),
      ]);
      if (!answer.loaded) throw new Error(answer.error);
      return answer.loaded;
    },
  };
}
