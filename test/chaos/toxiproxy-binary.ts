import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, goInstall, type GoCommand } from '../../scripts/launcher/go-install.ts';

const command: GoCommand = {
  name: 'toxiproxy',
  module: 'github.com/Shopify/toxiproxy/v2/cmd/server',
  version: 'v2.5.0',
  takes: 'less than a minute',
  instead: 'toxiproxy-server (https://github.com/Shopify/toxiproxy)',
};

/** Finds the proxy that breaks connections on purpose, or builds it: the PATH, the cache folder, a build with Go. */
export async function findToxiproxy(env: NodeJS.ProcessEnv): Promise<string> {
  const folder = cacheFolder(env, `toxiproxy-${command.version}`);
  const kept = join(folder, 'toxiproxy-server');
  for (const path of ['toxiproxy-server', kept]) if (await runs(path)) return path;
  mkdirSync(folder, { recursive: true });
  const workplace = mkdtempSync(join(folder, '.making-'));
  try {
    await goInstall(command, workplace, 'There is no toxiproxy-server on the PATH');
    renameSync(join(workplace, 'server'), kept);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
  return kept;
}

async function runs(path: string): Promise<boolean> {
  try {
    await promisify(execFile)(path, ['-version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
