import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;
const megabyte = 1_048_576;

/** The process and its children, theirs included. */
function treeOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    return [];
  }
}

/** Processor time that a process and its children have used, in seconds. */
export function processorSeconds(pid: number): number {
  const ticks = treeOf(pid).map((member) => {
    // The name, in brackets, may hold blanks.
    const fields = readFileSync(`/proc/${member}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** Resident memory of a process and its children in MB: now, and at most since its start. */
export function memory(pid: number): { now: number; peak: number } {
  const sum = { now: 0, peak: 0 };
  for (const member of treeOf(pid)) {
    const status = readFileSync(`/proc/${member}/status`, 'utf8');
    const field = (name: string) =>
      (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1_024) / megabyte;
    sum.now += field('VmRSS');
    sum.peak += field('VmHWM');
  }
  return sum;
}
