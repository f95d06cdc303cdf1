import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleKey, isBundleFresh, modulesOf, writeBundle } from '../../scripts/launcher/workflow-bundle.ts';

let root: string;
const write = (file: string, text: string) => writeFileSync(join(root, file), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'restock-bundle-'));
  mkdirSync(join(root, 'src/workflows'), { recursive: true });
  write('package-lock.json', '{}');
  write('src/workflows/index.ts', "export * from './restock.ts';\nimport { x } from 'a-package';\n");
  write(
    'src/workflows/restock.ts',
    "import type {\n  Type,\n} from '../types.ts';\nimport { id } from '../ids.ts';\nimport {\n  a,\n  b,\n} from './index.ts';\n",
  );
  write('src/ids.ts', 'export const id = 1;\n');
  write('src/types.ts', 'export type Type = string;\n');
  write('src/api.ts', 'export {};\n');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the bundle consists of the entry and what it imports by path, however far away', () => {
  const files = [...modulesOf(join(root, 'src/workflows/index.ts'))].map((file) => file.slice(root.length));
  expect(files.toSorted()).toEqual(['/src/ids.ts', '/src/workflows/index.ts', '/src/workflows/restock.ts']);
});

test('a bundle is fresh until a file of it or the lock file changes', () => {
  expect(isBundleFresh(root, 'dist/b.js')).toBe(false);
  writeBundle(root, 'dist/b.js', 'code', bundleKey(root));
  expect(isBundleFresh(root, 'dist/b.js')).toBe(true);
  write('src/api.ts', 'export const unrelated = 1;\n');
  expect(isBundleFresh(root, 'dist/b.js')).toBe(true);
  write('src/ids.ts', 'export const id = 2;\n');
  expect(isBundleFresh(root, 'dist/b.js')).toBe(false);
  writeBundle(root, 'dist/b.js', 'code', bundleKey(root));
  write('package-lock.json', '{ "changed": true }');
  expect(isBundleFresh(root, 'dist/b.js')).toBe(false);
});
