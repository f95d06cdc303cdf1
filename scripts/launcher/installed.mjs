import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What has to be installed: all packages, only Node 24 (whose package fetches it in an install script), or nothing.
 * A stamp with the lock file's hash answers at once; where there is none (somebody ran npm themselves), npm's own record
 * of what it installed is compared with the lock file, unless that npm is not to be trusted.
 *
 * @param {string} root
 * @param {{ trustNpm?: boolean }} [options]
 * @returns {'packages' | 'node' | undefined}
 */
export function whatIsMissing(root, { trustNpm = true } = {}) {
  const lock = read(join(root, 'package-lock.json')) ?? '';
  if (read(stampFile(root)) !== hash(lock)) {
    const record = read(join(root, 'node_modules/.package-lock.json'));
    if (!trustNpm || record === undefined || !satisfies(JSON.parse(record), JSON.parse(lock))) return 'packages';
    stampInstalled(root);
  }
  return existsSync(join(root, 'node_modules/node/bin')) ? undefined : 'node';
}

/**
 * Remembers that node_modules fits the package-lock.json of this moment.
 *
 * @param {string} root
 */
export function stampInstalled(root) {
  try {
    writeFileSync(stampFile(root), hash(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  } catch {
    // A folder that cannot be written to costs the next start a comparison, no more.
  }
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Packages */

/**
 * Whether each package of the lock file is installed in its version; those for other platforms may be missing.
 *
 * @param {Packages} record
 * @param {Packages} lock
 */
export function satisfies(record, lock) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = record.packages[path];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules/.restock-installed');
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
