import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, untilReady, type Child } from './launcher/child-process.ts';
import { isConsoleFresh } from './launcher/console-bundle.ts';
import { LaunchError, reportFailure } from './launcher/launch-error.ts';
import { runOnce } from './launcher/one-off.ts';
import { claimPorts } from './launcher/ports.ts';
import { findRemembered, forget, isRemembered, launcherFile, remember } from './launcher/process-file.ts';
import { removeData } from './launcher/data.ts';
import { bundleFile, logFolder, readEnvironment, readSettings, root, type Settings } from './launcher/settings.ts';
import { endInOrder, onStopWish } from './launcher/shutdown.ts';
import {
  checkTemporalAddress,
  endLeftoverTemporal,
  startTemporal,
  temporalFile,
  untilTemporalAnswers,
} from './launcher/temporal-server.ts';
import { since, tick } from './launcher/terminal.ts';
import { welcome } from './launcher/welcome.ts';
import { isBundleFresh } from './launcher/workflow-bundle.ts';
import { findTemporal } from './temporal-binary.ts';

const start = performance.now();
const children: Child[] = [];
const stopping = new AbortController();
let endedByItself: (error: LaunchError) => void;
const firstDeath = new Promise<never>((_, reject) => (endedByItself = reject));

onStopWish(
  (why) => {
    console.log(`\nStopping (${why}); Ctrl-C again ends everything at once.`);
    stopping.abort();
  },
  () => {
    for (const child of children) child.kill();
    for (const file of children.length > 0 ? [temporalFile, launcherFile] : []) forget(file);
    console.log('Ended by force.');
    process.exit(130);
  },
);
const stopWish = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

const launched = launch();
try {
  await Promise.race([launched, firstDeath, stopWish]);
  await Promise.race([firstDeath, stopWish]);
} catch (error) {
  if (!stopping.signal.aborted) reportFailure(error);
}
stopping.abort();
await endInOrder(children);
// What was interrupted on the way clears up behind itself.
await Promise.race([launched.catch(() => {}), delay(1_000)]);
if (children.length > 0) forget(temporalFile);
if (findRemembered(launcherFile) === undefined) forget(launcherFile);
process.exit();

async function launch(): Promise<void> {
  const env = readEnvironment();
  const settings = readSettings(env);
  const running = findRemembered(launcherFile);
  if (running !== undefined) {
    throw new LaunchError(
      `Restock already runs from this folder: stop it with Ctrl-C in its terminal, or kill ${running}.`,
    );
  }
  const cutOff = isRemembered(launcherFile);
  await endLeftoverTemporal();
  if (process.argv.includes('--reset')) removeData();
  await claimPorts(settings.ports, cutOff ? 12_000 : 0);
  remember(launcherFile, process.pid);
  await Promise.all([prepareTemporal(settings, env), prepareDatabase(settings), prepareBundles(settings)]);
  await Promise.all([
    startOurs(settings, { name: 'Worker', entry: 'src/worker.ts', log: 'worker.log', url: settings.worker }),
    startOurs(settings, {
      name: 'Simulated factory',
      entry: 'src/simulator/server.ts',
      log: 'simulator.log',
      url: settings.simulator,
    }),
  ]);
  // Last, so that whoever can call finds everything behind it at work.
  await startOurs(settings, { name: 'API', entry: 'src/api/server.ts', log: 'api.log', url: settings.api });
  console.log(`\nRestock is ready, after ${since(start)}.`);
  console.log(welcome(settings));
}

async function prepareTemporal(settings: Settings, env: NodeJS.ProcessEnv): Promise<void> {
  const begin = performance.now();
  if (!settings.ownTemporal) {
    await checkTemporalAddress(settings.temporalAddress);
    return tick('Temporal', `at ${settings.temporalAddress}`, begin);
  }
  const { path, server, source } = await findTemporal(env, stopping.signal);
  stopping.signal.throwIfAborted();
  const child = watch(startTemporal(path, settings, env));
  await untilTemporalAnswers(child, settings);
  stopping.signal.throwIfAborted();
  tick('Temporal', `server ${server} (${source})`, begin);
}

async function prepareDatabase({ childEnvironment }: Settings): Promise<void> {
  const begin = performance.now();
  const lines = await runOnce(['src/db/cli.ts', 'up', '--seed'], childEnvironment, {
    advice: 'see its lines above and DATABASE_URL',
    signal: stopping.signal,
  });
  tick('Database', lines.join(' '), begin);
}

async function prepareBundles({ childEnvironment }: Settings): Promise<void> {
  const bundles = [
    { name: 'Workflows', part: 'workflows', fresh: isBundleFresh(root, bundleFile) },
    { name: 'Console', part: 'console', fresh: isConsoleFresh(root) },
  ];
  for (const { name, part, fresh } of bundles) {
    const begin = performance.now();
    if (!fresh) {
      const advice = `correct what it says above in src/${part}`;
      await runOnce(['scripts/build.ts', part], childEnvironment, { advice, signal: stopping.signal });
    }
    tick(name, fresh ? 'bundle is up to date' : 'bundled', begin);
  }
}

async function startOurs(
  { childEnvironment: env }: Settings,
  { name, entry, log, url }: { name: string; entry: string; log: string; url: string },
): Promise<void> {
  const begin = performance.now();
  stopping.signal.throwIfAborted();
  const logFile = join(logFolder, log);
  const child = watch(startChild({ name, command: process.execPath, args: [entry], env, logFile, ours: true }));
  await untilReady(child, `${url}/readyz`, 60_000);
  tick(name, url, begin);
}

/** From now on the end of this process is a failure, unless we are stopping. */
function watch(child: Child): Child {
  children.push(child);
  void reportDeath(child);
  return child;
}

async function reportDeath(child: Child): Promise<void> {
  const how = await child.ended;
  if (!stopping.signal.aborted) endedByItself(child.failure(`${how} by itself`));
}
