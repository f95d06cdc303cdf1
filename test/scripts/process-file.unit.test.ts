import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRemembered, forget, isRemembered, remember } from '../../scripts/launcher/process-file.ts';

/** A process that surely runs: the one that started the tests. */
const running = process.ppid;

describe('a process that a later start must know of', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'process-file-'));
    file = join(folder, 'data', 'temporal.pid');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is found while it runs, and unknown once it is forgotten', () => {
    const ours = { file, commandLine: ['vitest'] };
    expect([isRemembered(ours), findRemembered(ours)]).toEqual([false, undefined]);
    remember(ours, running);
    expect([isRemembered(ours), findRemembered(ours)]).toEqual([true, running]);
    forget(ours);
    expect([isRemembered(ours), findRemembered(ours)]).toEqual([false, undefined]);
  });

  it('is not taken for another one that got its id, and that is only partly the same', () => {
    remember({ file, commandLine: [] }, running);
    expect(findRemembered({ file, commandLine: ['vitest', join(folder, 'temporal.db')] })).toBeUndefined();
    expect(findRemembered({ file, commandLine: [join(folder, 'temporal.db'), 'vitest'] })).toBeUndefined();
  });

  it.each([0, 1, -1, Number.NaN, process.pid])('is never the process with the id %s', (pid) => {
    remember({ file, commandLine: [] }, pid);
    expect(findRemembered({ file, commandLine: [] })).toBeUndefined();
  });
});
