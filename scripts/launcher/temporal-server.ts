import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { searchAttributes } from '../../src/restocking/search-attributes.ts';
import { findRemembered, forget, remember, type ProcessFile } from './process-file.ts';
import { startChild, untilReady, type Child } from './child-process.ts';
import { answers } from './ports.ts';
import { LaunchError } from './launch-error.ts';
import { dataFolder, logFolder, temporalDatabase, withoutTemporal, type Settings } from './settings.ts';

/** Unlike our own processes, Temporal cannot notice that the launcher was killed. */
export const temporalFile: ProcessFile = {
  file: join(dataFolder, 'temporal.pid'),
  commandLine: ['start-dev', temporalDatabase],
};

export function startTemporal(executable: string, settings: Settings, env: NodeJS.ProcessEnv): Child {
  const { TEMPORAL_PORT, TEMPORAL_UI_PORT } = settings.temporalPorts;
  const child = startChild({
    name: 'Temporal',
    command: executable,
    args: [
      'server',
      'start-dev',
      ...[
        ['--ip', '127.0.0.1'],
        ['--port', String(TEMPORAL_PORT)],
        ['--ui-port', String(TEMPORAL_UI_PORT)],
        ['--db-filename', temporalDatabase],
        ['--sqlite-pragma', 'journal_mode=wal'],
        ['--sqlite-pragma', 'synchronous=2'],
        ['--log-level', 'error'],
        ...Object.values(searchAttributes).map(({ name, type }) => ['--search-attribute', `${name}=${cliType[type]}`]),
      ].flat(),
    ],
    env: withoutTemporal(env),
    logFile: join(logFolder, 'temporal.log'),
    ours: false,
  });
  if (child.pid !== undefined) remember(temporalFile, child.pid);
  return child;
}

const cliType = { KEYWORD: 'Keyword', DATETIME: 'Datetime' } as const;

/** Asks the Web UI's server for the namespace: the answer comes from the frontend behind it. */
export function untilTemporalAnswers(child: Child, settings: Settings): Promise<void> {
  const ui = `http://127.0.0.1:${settings.temporalPorts.TEMPORAL_UI_PORT}`;
  return untilReady(child, `${ui}/api/v1/namespaces/${settings.namespace}`, 60_000);
}

/** For a Temporal that somebody else runs: whether anything listens there. The worker finds out the rest. */
export async function checkTemporalAddress(address: string): Promise<void> {
  const { hostname, port } = URL.canParse(`tcp://${address}`)
    ? new URL(`tcp://${address}`)
    : { hostname: '', port: '' };
  if (hostname !== '' && (await answers(hostname.replace(/^\[|\]$/g, ''), Number(port || 7233), 5_000))) return;
  throw new LaunchError(
    `Nothing answers at TEMPORAL_ADDRESS=${address}: start that Temporal or correct the address, or unset it and one is started here.`,
  );
}

/** Ends the Temporal of a run whose launcher was killed. */
export async function endLeftoverTemporal(): Promise<void> {
  const pid = findRemembered(temporalFile);
  if (pid !== undefined) {
    console.log(`  The last run was cut off and left Temporal behind (process ${pid}): ending it first.`);
    process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 100 && findRemembered(temporalFile) === pid; tries += 1) await delay(50);
    if (findRemembered(temporalFile) === pid) process.kill(pid, 'SIGKILL');
  }
  forget(temporalFile);
}
