import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, goInstall, type GoCommand } from './launcher/go-install.ts';
import { LaunchError } from './launcher/launch-error.ts';
import { showClock } from './launcher/terminal.ts';

const version = 'v1.5.1';
const command: GoCommand = {
  name: 'Temporal',
  module: 'github.com/temporalio/cli/cmd/temporal',
  version,
  takes: 'about three minutes on two cores',
  instead: "Temporal's command line (https://docs.temporal.io/cli)",
};
/** The oldest server that Restock was tried on; the command line's own number is not set in every build. */
const oldestServer = '1.29.0';
const downloadSeconds = 90;

export type TemporalExecutable = {
  path: string;
  /** Of the server inside. */
  server: string;
  /** For the person: where it comes from. */
  source: string;
};

/**
 * Finds the executable with Temporal's development server, or makes it: TEMPORAL_EXECUTABLE, the PATH, the cache folder
 * of an earlier run, the SDK's own download, a build with Go. The last two land in the cache.
 */
export async function findTemporal(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<TemporalExecutable> {
  if (env.TEMPORAL_EXECUTABLE) {
    const server = await serverVersion(env.TEMPORAL_EXECUTABLE);
    if (server !== undefined) return { path: env.TEMPORAL_EXECUTABLE, server, source: 'TEMPORAL_EXECUTABLE' };
    throw new LaunchError(
      `TEMPORAL_EXECUTABLE is ${env.TEMPORAL_EXECUTABLE}, which does not run as Temporal's command line: correct or unset it.`,
    );
  }
  return (await onPath(env)) ?? (await cached(env)) ?? (await make(env, signal));
}

/** Compares dotted numbers: `1.9.0` is older than `1.29.0`. */
export function isOlder(found: string, wanted: string): boolean {
  const [a, b] = [found, wanted].map((text) => text.split('.').map(Number));
  const index = b!.findIndex((part, position) => part !== a![position]);
  return index !== -1 && (a![index] ?? 0) < b![index]!;
}

async function serverVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    return /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function onPath(env: NodeJS.ProcessEnv): Promise<TemporalExecutable | undefined> {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  for (const path of folders.map((folder) => join(folder, 'temporal')).filter((file) => existsSync(file))) {
    const server = await serverVersion(path);
    if (server === undefined) continue;
    if (!isOlder(server, oldestServer)) return { path, server, source: path };
    console.log(`  ${path} brings Temporal ${server}, older than ${oldestServer}: looking for another one.`);
  }
  return undefined;
}

async function cached(env: NodeJS.ProcessEnv, source = 'cached'): Promise<TemporalExecutable | undefined> {
  const path = join(cacheFolder(env, `temporal-${version}`), 'temporal');
  const server = await serverVersion(path);
  return server === undefined ? undefined : { path, server, source };
}

/** Works in a folder of its own and moves the result into place: whatever interrupts it leaves nothing half done. */
async function make(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<TemporalExecutable> {
  const folder = cacheFolder(env, `temporal-${version}`);
  mkdirSync(folder, { recursive: true });
  const workplace = mkdtempSync(join(folder, '.making-'));
  try {
    const downloaded = await download(workplace, signal);
    if (!downloaded)
      await goInstall(command, workplace, 'There is no Temporal on the PATH, none could be downloaded', signal);
    const [file] = readdirSync(workplace);
    if (file === undefined) throw new LaunchError(`Nothing was made in ${workplace}: try again.`);
    chmodSync(join(workplace, file), 0o755);
    renameSync(join(workplace, file), join(folder, 'temporal'));
    const made = await cached(env, downloaded ? 'downloaded' : 'built with Go');
    if (made !== undefined) return made;
    throw new LaunchError(
      `${join(folder, 'temporal')} does not run on this machine: delete it and install Temporal's command line yourself (https://docs.temporal.io/cli).`,
    );
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

async function download(folder: string, signal?: AbortSignal): Promise<boolean> {
  const stopClock = showClock(`downloading Temporal ${version} (for ${downloadSeconds} s at most)`);
  const script = join(import.meta.dirname, 'launcher/temporal-download.ts');
  const child = spawn(process.execPath, [script, version, folder], {
    stdio: 'ignore',
    killSignal: 'SIGKILL',
    timeout: downloadSeconds * 1_000,
  });
  const end = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  const code = await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  signal?.removeEventListener('abort', end);
  stopClock();
  signal?.throwIfAborted();
  return code === 0;
}
