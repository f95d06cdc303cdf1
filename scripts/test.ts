import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LaunchError, reportFailure } from './launcher/launch-error.ts';
import { endGroup } from './launcher/process-group.ts';
import { readEnvironment, root } from './launcher/settings.ts';
import { countLine, countTests, readResults, type TestCounts } from './launcher/test-results.ts';
import { describeMysql, dropTestDatabases, testMysqlUrl } from './launcher/test-databases.ts';
import { needsTemporal, readTestArguments } from './launcher/test-arguments.ts';
import { findTemporal } from './temporal-binary.ts';

const { isFull, vitestArguments } = readTestArguments(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'restock-test-'));
const resultsFile = join(folder, 'results.txt');
const testRun = randomBytes(4).toString('hex');
// Of .env only what is about the tests themselves: they bring their own settings.
const own = { ...process.env };
const env = readEnvironment();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort(signal));
process.once('disconnect', () => interrupted.abort('SIGHUP'));

let counts: TestCounts = { passed: 0, failed: 1, skipped: 0 };
try {
  const prepared = await prepare();
  const code = await runVitest(prepared);
  counts = countTests(readResults(resultsFile), code);
} catch (error) {
  if (!interrupted.signal.aborted) reportFailure(error);
}
await dropTestDatabases(testMysqlUrl(env), testRun);
rmSync(folder, { recursive: true, force: true });
if (interrupted.signal.aborted) {
  console.log(
    '✗ Interrupted: the tests that were running and all that they had started were ended. The rest did not run.',
  );
}
// Last line: programs read it.
console.log(countLine(counts));
const signal = interrupted.signal.reason as keyof typeof constants.signals | undefined;
process.exit(signal ? 128 + constants.signals[signal] : counts.failed > 0 ? 1 : 0);

/** The environment of the tests. @throws {LaunchError} where something is missing that they cannot do without */
async function prepare(): Promise<NodeJS.ProcessEnv> {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const prepared: NodeJS.ProcessEnv = {
    ...own,
    TEST_MYSQL_URL: testMysqlUrl(env),
    TEST_RUN: testRun,
    TEST_RESULTS: resultsFile,
    TMPDIR: temporary,
    ...(isFull ? { TEST_FULL: 'true' } : {}),
  };
  if (needsTemporal(vitestArguments)) {
    const temporal = await findTemporal(env, interrupted.signal);
    console.log(`Temporal: server ${temporal.server} (${temporal.source})`);
    prepared['TEMPORAL_EXECUTABLE'] = temporal.path;
  }
  const mysql = await describeMysql(testMysqlUrl(env));
  if (mysql.missing && env['CI'] === 'true') {
    throw new LaunchError(`With CI=true nothing may stay untested, but ${mysql.sentence}.`);
  }
  console.log(`Databases: SQLite, and ${mysql.sentence}`);
  return prepared;
}

async function runVitest(environment: NodeJS.ProcessEnv): Promise<number | null> {
  interrupted.signal.throwIfAborted();
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=test/support/results-reporter.ts'];
  // In a group of its own, so that all that the tests start can be ended with it.
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...vitestArguments], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const end = () => void endGroup(child);
  interrupted.signal.addEventListener('abort', end);
  const code = await ended;
  await endGroup(child);
  return code;
}
