import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { LaunchError } from './launch-error.ts';

const oldestGo = 21;

/** The Go release on the PATH, such as `1.24`, or nothing. */
export async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('go', ['env', 'GOVERSION']);
    return /^go(\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Go before 1.21 cannot fetch the newer tool chain that the build asks for. */
export function canBuild(go: string): boolean {
  const [major = 0, minor = 0] = go.split('.').map(Number);
  return major > 1 || minor >= oldestGo;
}

/** Builds Temporal's command line, which holds the development server, into a folder. */
export async function buildTemporal(version: string, folder: string, signal?: AbortSignal): Promise<void> {
  const env = {
    ...process.env,
    GOBIN: folder,
    // Without a C compiler, and with the tool chain that the module asks for, also where a distribution pins its own.
    CGO_ENABLED: '0',
    GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto',
  };
  const child = spawn('go', ['install', `github.com/temporalio/cli/cmd/temporal@${version}`], {
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
    `Go could not build Temporal: ${advice}, then try again, or install Temporal's command line yourself (https://docs.temporal.io/cli).`,
    output.trim().split('\n').slice(-10),
  );
}
