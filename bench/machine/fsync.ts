import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from '../report/statistics.ts';

/** How long this disk takes to keep 4 kB for good, in milliseconds: rewriting a file that is there, as a log does. */
export function measureFsync(folder: string, times = 500): { median: number; p99: number } {
  const file = join(folder, 'fsync');
  const block = Buffer.alloc(4_096, 1);
  const blocks = 1_024;
  const descriptor = openSync(file, 'w');
  try {
    for (let index = 0; index < blocks; index++) writeSync(descriptor, block, 0, block.length, index * block.length);
    fdatasyncSync(descriptor);
    const took: number[] = [];
    for (let index = 0; index < times; index++) {
      const began = performance.now();
      writeSync(descriptor, block, 0, block.length, (index % blocks) * block.length);
      fdatasyncSync(descriptor);
      took.push(performance.now() - began);
    }
    return { median: quantile(took, 0.5), p99: quantile(took, 0.99) };
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}
