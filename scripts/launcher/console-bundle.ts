import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { modulesOf } from './workflow-bundle.ts';

/** Where the API finds the console's pages. */
export const consoleFolder = 'dist/console';

/** What the pages are made of beside modules, and what makes them of it. */
const otherSources = [
  'src/console/**/*.{css,html,json,svg}',
  'scripts/launcher/console-bundle.ts',
  'package-lock.json',
  'tsconfig.json',
];

export function consoleKey(root: string): string {
  const hash = createHash('sha256');
  const modules = modulesOf(join(root, 'src/console/main.ts'));
  const others = otherSources.flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => join(root, file));
  for (const path of [...modules, ...others].toSorted()) {
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

export function isConsoleFresh(root: string, key = consoleKey(root)): boolean {
  const folder = join(root, consoleFolder);
  const keyFile = `${folder}.key`;
  return existsSync(join(folder, 'index.html')) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key;
}

/** Builds the pages beside those that may be served at this moment, then takes their place. */
export async function buildConsole(root: string): Promise<void> {
  const key = consoleKey(root);
  const folder = join(root, consoleFolder);
  const fresh = `${folder}.${process.pid}`;
  // Here, so that what only asks whether the pages are fresh does not load it.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: join(root, 'src/console'),
    base: '/console/',
    logLevel: 'warn',
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: ['chrome123', 'firefox125', 'safari17.5'],
      // The content security policy lets nothing in that is not a file of ours.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  compress(fresh);
  rmSync(`${folder}.key`, { force: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  writeFileSync(`${folder}.key`, key);
}

/** Once, here, and as well as it can be: the API only picks one. */
function compress(folder: string): void {
  for (const file of globSync('assets/*.{js,css,svg}', { cwd: folder })) {
    const content = readFileSync(join(folder, file));
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(content));
    writeFileSync(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
}
