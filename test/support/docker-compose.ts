import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/launcher/go-install.ts';
import { root } from './deployment-files.ts';
import { missingHere } from './missing-here.ts';

/** Docker's plugin, or the same program by itself: on the PATH, or where `.ci/run` builds it. It needs no daemon. */
const compose = [
  ['docker', 'compose'],
  ['docker-compose'],
  [join(cacheFolder(process.env, 'docker-compose-v2.40.3'), 'docker-compose')],
].find(isCompose);

/** Why compose files cannot be resolved here. */
export function whyNoCompose(): string | null {
  return missingHere(compose ? null : 'docker compose is not installed, and .ci/run has not built it');
}

type Resolved = { services: Record<string, { environment?: Record<string, string | null> }> };

/** @throws {Error} with what compose said */
export function composeConfig(files: string[], environment: Record<string, string>): Resolved {
  const [program, ...first] = compose!;
  const options = ['--env-file', devNull, ...files.flatMap((file) => ['-f', file])];
  const text = execFileSync(program!, [...first, ...options, 'config', '--format', 'json'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_CONFIG: process.env.DOCKER_CONFIG, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(text) as Resolved;
}

/** Its second version or a later one: the first, in Python, reads other files. */
function isCompose([program, ...first]: string[]): boolean {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const version = execFileSync(program!, [...first, 'version', '--short'], { encoding: 'utf8', stdio: [...stdio] });
    return Number.parseInt(version.replace('v', ''), 10) >= 2;
  } catch {
    return false;
  }
}
