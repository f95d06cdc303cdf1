import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from './settings.ts';

/** Holds the id of a process that a later run must know of. */
export type ProcessFile = {
  file: string;
  /** What the command line must contain for the id still to be that process: ids are used again. */
  commandLine: string[];
};

export const launcherFile: ProcessFile = {
  file: join(dataFolder, 'launcher.pid'),
  commandLine: ['scripts/start.ts'],
};

export function remember({ file }: ProcessFile, pid: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${pid}\n`);
}

export function forget({ file }: ProcessFile): void {
  rmSync(file, { force: true });
}

/** Whether the last run was cut off before it could clear this away. */
export function isRemembered({ file }: ProcessFile): boolean {
  return existsSync(file);
}

/** The remembered process, if it is still alive and still the one that was meant. */
export function findRemembered({ file, commandLine }: ProcessFile): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return undefined;
  const found = commandLineOf(pid);
  return found !== undefined && commandLine.every((part) => found.includes(part)) ? pid : undefined;
}

function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
