import { execFile, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { LaunchError } from './launch-error.ts';
import { showClock, since } from './terminal.ts';

const oldestGo = 21;

/** A command that can be built from its Go module. */
export type GoCommand = {
  /** For the person, such as `Temporal`. */
  name: string;
  /** The path of the command's package. */
  module: string;
  /** Such as `v1.5.1`. */
  version: string;
  /** How long the build takes, in words. */
  takes: string;
  /** What a person installs instead, and where it is found. */
  instead: string;
};

/** Where downloads and builds are kept, outside the repository, so that clones share them. */
export function cacheFolder(env: NodeJS.ProcessEnv, name: string): string {
  const base = env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(env.RESTOCK_CACHE || join(base, 'restock'), name);
}

/**
 * Builds the command into a folder, and shows that it goes on.
 *
 * @param missing why it has to be built, as the beginning of a sentence
 * @throws {LaunchError} that says what to do, when there is no Go or it cannot build it
 */
export async function goInstall(command: GoCommand, folder: string, missing: string, signal?: AbortSignal) {
  const { name, version, takes, instead } = command;
  const go = await goVersion();
  const advice = `install ${instead}, or Go 1.${oldestGo} or newer, and try again.`;
  if (go === undefined) throw new LaunchError(`${missing}, and there is no Go to build it: ${advice}`);
  if (!canBuild(go)) throw new LaunchError(`${missing}, and Go ${go} is too old to build it: ${advice}`);
  const start = performance.now();
  console.log(`Building ${name} ${version} with Go, once for all clones: ${takes}.`);
  const stopClock = showClock(`building ${name}`);
  try {
    await build(command, folder, signal);
  } finally {
    stopClock();
  }
  console.log(`✓ ${name} built in ${since(start)}, kept in the cache folder`);
}

/** The Go release on the PATH, such as `1.24`, or nothing. */
async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('go', ['env', 'GOVERSION']);
    return /^go(\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Go before 1.21 cannot fetch the newer tool chain that the build asks for. */
function canBuild(go: string): boolean {
  const [major = 0, minor = 0] = go.split('.').map(Number);
  return major > 1 || minor >= oldestGo;
}

async function build({ name, module, version, instead }: GoCommand, folder: string, signal?: AbortSignal) {
  const env = {
    ...process.env,
    GOBIN: folder,
    // Without a C compiler, and with the tool chain that the module asks for, also where a distribution pins its own.
    CGO_ENABLED: '0',
    GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto',
  };
  const child = spawn('go', ['install', `${module}@${version}`], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    killSignal: 'SIGINT',
  });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const advice = /no space left/.test(output)
    ? 'the disk is full; free about 3 GB'
    : /dial tcp|no such host|i\/o timeout|TLS handshake/.test(output)
      ? 'Go could not reach its module proxy; check the network (go env GOPROXY)'
      : 'see the lines above';
  throw new LaunchError(
    `Go could not build ${name}: ${advice}, then try again, or install ${instead} yourself.`,
    output.trim().split('\n').slice(-10),
  );
}
