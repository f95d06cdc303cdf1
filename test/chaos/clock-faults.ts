import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './faults.ts';

/** Where Debian's package keeps it, on any processor. */
const libraries = '/usr/lib/*/faketime/libfaketime.so.1';

/**
 * Starts an API or a worker under a clock of its own, which then jumps an hour forward or back, and back again while it
 * runs. Nobody else's clock is touched, nor the monotonic one, which no administrator can set.
 */
const clock: Fault = async ({ apis, workers }, { random, pick }) => {
  const [library] = globSync(libraries);
  if (library === undefined) {
    throw new Error('The fault clock needs libfaketime: apt-get install faketime, or leave it out with --faults.');
  }
  const member = pick([...apis, ...workers]);
  const jump = pick(['+3600', '-3600']);
  const folder = mkdtempSync(join(tmpdir(), 'restock-clock-'));
  const file = join(folder, 'offset');
  const set = (offset: string) => writeFileSync(file, offset);
  set(pick(['+0', jump]));
  await member.end('SIGTERM');
  await member.start({
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    // Seconds until it looks into the file again.
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  set(jump);
  await delay(1_000 + random() * 1_500);
  set('+0');
  await delay(1_000 + random() * 500);
  await member.end('SIGTERM');
  await member.start();
  rmSync(folder, { recursive: true });
};

export const clockFaults: Record<string, Fault> = { clock };
