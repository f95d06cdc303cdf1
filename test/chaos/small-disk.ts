import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Room for a database of some thousand rounds. */
const megabytes = 400;

export type SmallDisk = {
  /** What is written here is on the small disk. */
  folder: string;
  fill: () => void;
  free: () => void;
  remove: () => void;
};

/**
 * A file system of its own, in memory, so that it can be filled without harm to anything else.
 *
 * @throws {Error} where it cannot be mounted, which takes root
 */
export function mountSmallDisk(folder: string): SmallDisk {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'restock-chaos', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('The fault disk-full needs a small file system: run it as root, or leave it out with --faults.', {
      cause: error,
    });
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      execFileSync('fallocate', ['--length', String(Math.floor(bavail * bsize * 0.9)), ballast]);
      // The rest goes also to whoever else writes at this moment.
      try {
        for (;;) appendFileSync(ballast, Buffer.alloc(65_536));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => execFileSync('umount', [folder]),
  };
}
