import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Gone when the code runs. */
const typeImports = /^(?:import|export) type\b[^;]*;/gm;
const imports = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** The files that a module consists of: itself and what it imports by a relative path, but for types. */
export function modulesOf(entry: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(entry) || !existsSync(entry)) return found;
  found.add(entry);
  const code = readFileSync(entry, 'utf8').replaceAll(typeImports, '');
  for (const [, path] of code.matchAll(imports)) modulesOf(join(dirname(entry), path!), found);
  return found;
}

/** Changes with the workflow's code and with the installed packages. */
export function bundleKey(root: string): string {
  const hash = createHash('sha256');
  const files = [...modulesOf(join(root, 'src/workflows/index.ts'))].toSorted();
  for (const file of [...files, join(root, 'package-lock.json')]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

export function isBundleFresh(root: string, bundle: string, key = bundleKey(root)): boolean {
  const file = join(root, bundle);
  return existsSync(file) && existsSync(`${file}.key`) && readFileSync(`${file}.key`, 'utf8') === key;
}

/** Replaces the bundle whole, and its key last: what is interrupted counts as not built. */
export function writeBundle(root: string, bundle: string, code: string, key: string): void {
  const file = join(root, bundle);
  mkdirSync(dirname(file), { recursive: true });
  for (const [path, content] of [
    [file, code],
    [`${file}.key`, key],
  ] as const) {
    writeFileSync(`${path}.${process.pid}`, content);
    renameSync(`${path}.${process.pid}`, path);
  }
}
