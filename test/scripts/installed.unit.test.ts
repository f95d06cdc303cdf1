import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { satisfies, stampInstalled, whatIsMissing } from '../../scripts/launcher/installed.mjs';

const lock = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
};

describe('what is installed fits the lock file', () => {
  test('when every package is there in its version', () => {
    expect(satisfies(lock, lock)).toBe(true);
  });

  test('also without an optional package, which may be for another platform', () => {
    expect(satisfies({ packages: { 'node_modules/a': { version: '1.0.0' } } }, lock)).toBe(true);
  });

  test('but not without one that is needed, or with another version', () => {
    expect(satisfies({ packages: {} }, lock)).toBe(false);
    expect(satisfies({ packages: { 'node_modules/a': { version: '1.0.1' } } }, lock)).toBe(false);
  });
});

describe('a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'restock-installed-'));
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('without packages needs them', () => {
    expect(whatIsMissing(root)).toBe('packages');
  });

  test('that was stamped needs nothing until the lock file changes', () => {
    mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
    expect(whatIsMissing(root)).toBe('packages');
    stampInstalled(root);
    expect(whatIsMissing(root)).toBeUndefined();
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/c': { version: '1.0.0' } } }),
    );
    expect(whatIsMissing(root)).toBe('packages');
  });

  test('that somebody filled with npm is recognized by what npm wrote down, and lacks Node alone', () => {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(lock));
    expect(whatIsMissing(root)).toBe('node');
    mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
    expect(whatIsMissing(root)).toBeUndefined();
  });
});
