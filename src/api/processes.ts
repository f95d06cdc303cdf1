import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { answerWithAllMetrics } from '../metrics/all-processes.ts';

/** A process that lived for less than this many milliseconds is replaced after a pause of as long, and with an error. */
const shortLife = 2_000;

/**
 * Runs this program in several processes that share one port, replaces those that die, and ends them gently. The first
 * one shows whether the program can start at all, before the others do.
 *
 * @returns when all have ended: the exit code
 */
export async function runProcesses(count: number, logger: Logger): Promise<number> {
  const running = new Set<Worker>();
  let isStopping = false;

  const stop = (reason: string) => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ reason }, 'stopping all processes');
    for (const { process: child } of running) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
  if (process.send) process.on('disconnect', () => stop('the parent process is gone'));

  answerWithAllMetrics();
  const first = start();
  if (!(await first.listening)) {
    const { code } = await first.ended;
    return isStopping ? 0 : (code ?? 1);
  }
  await Promise.all([keep(first), ...Array.from({ length: count - 1 }, () => keep(start()))]);
  return 0;

  function start() {
    const worker = cluster.fork();
    running.add(worker);
    const began = Date.now();
    const ended = new Promise<{ code: number | null; signal: string | null; lived: number }>((resolve) => {
      worker.once('exit', (code: number | null, signal: string | null) => {
        running.delete(worker);
        resolve({ code, signal, lived: Date.now() - began });
      });
    });
    const listening = new Promise<boolean>((resolve) => {
      worker.once('listening', () => resolve(true));
      void ended.then(() => resolve(false));
    });
    // A signal that came between the decision to start it and now.
    if (isStopping) worker.process.kill('SIGTERM');
    return { pid: worker.process.pid, listening, ended };
  }

  /** Replaces the process, and what replaces it, until all are to stop. */
  async function keep(child: ReturnType<typeof start>): Promise<void> {
    for (let current = child; ; current = start()) {
      const { code, signal, lived } = await current.ended;
      if (isStopping) return;
      if (lived >= shortLife) {
        logger.error({ pid: current.pid, code, signal }, 'a process of the API died; another one takes its place');
        continue;
      }
      logger.error(
        { pid: current.pid, code, signal, lived },
        `a process of the API keeps dying as soon as it starts; trying again in ${shortLife / 1000} s`,
      );
      await delay(shortLife);
      if (isStopping) return;
    }
  }
}
