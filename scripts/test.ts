import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { LaunchError, reportFailure } from './launcher/launch-error.ts';
import { readEnvironment, root } from './launcher/settings.ts';
import { countLine, countTests, type TestCounts } from './launcher/test-results.ts';
import { findTemporal } from './temporal-binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'restock-test-'));
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
let counts: TestCounts = { passed: 0, failed: 1, skipped: 0 };
try {
  // Of .env only what is about the tests themselves: they bring their own settings.
  const own = { ...process.env };
  const env = readEnvironment();
  const temporal = await findTemporal(env, interrupted.signal);
  console.log(`Temporal: server ${temporal.server} (${temporal.source})`);
  console.log(`Databases: SQLite, ${await describeMysql(env)}`);
  counts = await runVitest({ ...own, TEST_MYSQL_URL: mysqlUrl(env), TEMPORAL_EXECUTABLE: temporal.path });
} catch (error) {
  if (!interrupted.signal.aborted) reportFailure(error);
}
rmSync(folder, { recursive: true, force: true });
// Last line: programs read it.
console.log(countLine(counts));
process.exit(counts.failed > 0 ? 1 : 0);

function mysqlUrl(env: NodeJS.ProcessEnv): string {
  return env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306';
}

/** @throws {LaunchError} with CI=true, where a missing database would hide untested code */
async function describeMysql(env: NodeJS.ProcessEnv): Promise<string> {
  const url = mysqlUrl(env);
  const where = url.replace(/:[^:/@]*@/, '@');
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
    const [rows] = await connection.query('SELECT VERSION() AS version');
    await connection.end();
    return `and ${(rows as { version: string }[])[0]?.version} at ${where}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = `no MySQL or MariaDB answers at ${where} (${code ?? message})`;
    const advice = 'start one, or set TEST_MYSQL_URL to a user who may create databases';
    if (env.CI === 'true') throw new LaunchError(`With CI=true nothing may stay untested, but ${reason}: ${advice}.`);
    return `and ${reason}, so what runs on MySQL is skipped: ${advice}.`;
  }
}

async function runVitest(env: NodeJS.ProcessEnv): Promise<TestCounts> {
  const file = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  const end = () => child.kill('SIGTERM');
  interrupted.signal.addEventListener('abort', end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  return countTests(readReport(file), code);
}

/** Nothing where Vitest ended before it wrote one. */
function readReport(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
