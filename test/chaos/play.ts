import { chanceOf } from './chance.ts';
import { scenarios } from './faults.ts';
import { judgeTemporal } from './judge-temporal.ts';
import { judge } from './judge.ts';
import type { Report } from './report.ts';
import { createSystem, type System, type SystemOptions } from './system.ts';

export type Job = { fault: string; round: number };

/** Rounds that leave each other alone, played on one system at once. */
const sideBySide = 6;

/** Plays all jobs on as many systems as there are lanes, each with a folder of its own. */
export async function playRounds(options: {
  jobs: Job[];
  seed: string;
  lanes: string[];
  executables: SystemOptions['executables'];
  report: Report;
  signal: AbortSignal;
}): Promise<void> {
  const { lanes, seed, executables, report, signal } = options;
  const waiting = [...options.jobs];
  const smallDisk = waiting.some(({ fault }) => fault === 'disk-full');

  async function runLane(folder: string): Promise<void> {
    const system = await createSystem(folder, { executables, smallDisk });
    try {
      await system.start();
      while (waiting.length > 0 && !signal.aborted) {
        await Promise.all(nextJobs(waiting).map((job) => playRound(system, job, seed, report)));
      }
      for (const violation of signal.aborted ? [] : await judgeTemporal(system)) report.addViolation(violation);
    } finally {
      await system.stop();
    }
  }
  await Promise.all(lanes.map(runLane));
}

function nextJobs(waiting: Job[]): Job[] {
  const isGentle = (job: Job | undefined) => job !== undefined && scenarios[job.fault]?.sideBySide === true;
  const number = isGentle(waiting[0]) ? waiting.slice(0, sideBySide).filter(isGentle).length : 1;
  return waiting.splice(0, number);
}

async function playRound(system: System, job: Job, seed: string, report: Report): Promise<void> {
  const { fault, round } = job;
  const sku = `chaos-${fault}-${round}`;
  try {
    const evidence = await scenarios[fault]!.play(system, { sku, chance: chanceOf(`${seed}/${fault}/${round}`) });
    report.add(job, await judge(system, sku, evidence));
  } catch (error) {
    report.addBroken(job, error);
  }
}
