import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildConsole, consoleKey, isConsoleFresh } from '../../scripts/launcher/console-bundle.ts';

let root: string;
const write = (file: string, text: string) => writeFileSync(join(root, file), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'restock-console-'));
  mkdirSync(join(root, 'src/console/pages'), { recursive: true });
  write('package-lock.json', '{}');
  write('src/console/index.html', '<script type="module" src="./main.ts"></script>');
  write('src/console/main.ts', "import './pages/shelf.ts';\n");
  write('src/console/pages/shelf.ts', "import { words } from '../../words.ts';\ndocument.title = words;\n");
  write('src/words.ts', "import type { Word } from './types.ts';\nexport const words: Word = 'shelf';\n");
  write('src/types.ts', 'export type Word = string;\n');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the pages are fresh until one of their files or the lock file changes', async () => {
  expect(isConsoleFresh(root)).toBe(false);
  await buildConsole(root);
  expect(isConsoleFresh(root)).toBe(true);
  write('src/elsewhere.ts', 'export {};\n');
  write('src/types.ts', 'export type Word = unknown;\n');
  expect(isConsoleFresh(root)).toBe(true);
  for (const file of ['src/words.ts', 'src/console/pages/shelf.ts', 'src/console/new.css', 'package-lock.json']) {
    const before = consoleKey(root);
    write(file, '/* changed */');
    expect([file, consoleKey(root) === before, isConsoleFresh(root)]).toEqual([file, false, false]);
  }
  await buildConsole(root);
  expect(isConsoleFresh(root)).toBe(true);
});
