// Runs a script of this repository: `node scripts/bootstrap.mjs <script.ts> [arguments]`. Plain JavaScript without
// dependencies, because it runs before anything is installed and on whatever Node (18 or newer) the machine has.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stampInstalled, whatIsMissing } from './launcher/installed.mjs';

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);

if (script === undefined) fail('Say which script to run: node scripts/bootstrap.mjs <script.ts> [arguments]');
if (Number(process.versions.node.split('.')[0]) < 18) {
  fail(`Node ${process.versions.node} is too old to install the packages: install Node 18 or newer.`);
}
const isOldNode = isTooOldForNpm(process.versions.node);
const missing = whatIsMissing(root, { trustNpm: !isOldNode });
if (missing !== undefined) await install(missing);
run(script);

/** @param {'packages' | 'node'} missing */
async function install(missing) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.error('Installing the packages of package-lock.json (npm ci), Node 24 among them: usually half a minute.');
  const stopClock = clock(() => `  installing … ${seconds()}`);
  /** @type {(npm: string[], args: string[]) => Promise<void>} */
  const run = async (npm, args) => {
    const result = await runNpm(npm, args);
    if (result.code === 0) return;
    stopClock();
    // A usage error begins with what is wrong and goes on with npm's whole manual.
    const lines = result.output.trim().split('\n');
    const shown = /EUSAGE/.test(result.output) ? lines.slice(0, 12) : lines.slice(-12);
    if (result.output !== '') console.error(`What npm said last:\n${shown.map((line) => `  ${line}`).join('\n')}`);
    fail(advice(result));
  };
  // As it was called, or the one on the PATH.
  let npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  if (isOldNode) {
    const folder = temporaryFolder();
    const node = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages['node_modules/node']
      .version;
    await run(npm, ['install', '--prefix', folder, '--no-save', '--ignore-scripts=false', `node@${node}`, 'npm@11']);
    npm = [join(folder, 'node_modules/node/bin/node'), join(folder, 'node_modules/npm/bin/npm-cli.js')];
  } else if (npm[0] === process.execPath && process.execPath.startsWith(join(root, 'node_modules', sep))) {
    // `npm run` puts the packages' own Node on the PATH, and npm is about to take that away.
    npm[0] = join(temporaryFolder(), basename(process.execPath));
    copyFileSync(process.execPath, npm[0]);
  }
  // Development packages too, whatever NODE_ENV says: Node 24 is one. No install scripts, because npm would compile
  // what comes compiled; only the package `node` needs its own.
  if (missing === 'packages') await run(npm, ['ci', '--include=dev', '--ignore-scripts']);
  await run(npm, ['rebuild', 'node', '--ignore-scripts=false']);
  stopClock();
  stampInstalled(root);
  console.error(`✓ packages installed in ${seconds()}`);
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'restock-npm-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Under a Node that a package does not name, npm leaves out optional packages without a word, and with them the
 * compiled parts of the tools: then Node 24 and an npm for it are fetched first.
 *
 * @param {string} version
 */
function isTooOldForNpm(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return !((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22);
}

/** @typedef {{ code: number | null, output: string, error?: NodeJS.ErrnoException }} Ended */

/**
 * @param {string[]} npm command with its first arguments
 * @param {string[]} args
 * @returns {Promise<Ended>}
 */
function runNpm([command = 'npm', ...first], args) {
  const child = spawn(command, [...first, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  /** @type {NodeJS.Signals | undefined} */
  let interrupted;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    interrupted = signal;
    child.kill(signal);
    // npm may go on for half a minute; what it leaves unfinished is installed anew the next time.
    setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
  };
  for (const signal of signals) process.on(signal, forward);
  return new Promise((done) => {
    child.on('error', (error) => done({ code: 1, error, output }));
    child.on('exit', () => {
      if (interrupted !== undefined) process.exit(128 + constants.signals[interrupted]);
    });
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward);
      done({ code, output });
    });
  });
}

/** @param {Ended} ended */
function advice({ error, output }) {
  if (error?.code === 'ENOENT')
    return 'There is no npm on the PATH: install Node 18 or newer with its npm, then try again.';
  if (/ENOSPC/.test(output)) return 'The disk is full: free about 1 GB, then run the same command again.';
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `npm may not write to ${root}: give your user the right to, then run the same command again.`;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/.test(output)) {
    return 'npm could not reach its registry: check the network or the proxy (npm config get registry), then run the same command again.';
  }
  if (/EUSAGE/.test(output))
    return 'package.json and package-lock.json disagree: run npm install, then the same command again.';
  return 'npm failed: see its lines above, then run the same command again.';
}

/** @param {string} file */
function run(file) {
  const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  // The IPC channel carries nothing: it tells a script that must clean up that this process is gone.
  const child = spawn(node, [resolve(root, file), ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    fail(`Node 24 from the package "node" does not start (${error.message}): delete node_modules, then try again.`);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
}

/**
 * A moving line on a terminal, a line every 15 s elsewhere.
 *
 * @param {() => string} text
 */
function clock(text) {
  const terminal = process.stderr.isTTY;
  const timer = setInterval(
    () => (terminal ? process.stderr.write(`\r\x1b[K${text()}`) : console.error(text())),
    terminal ? 1_000 : 15_000,
  );
  return () => {
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\x1b[K');
  };
}

/** @type {(sentence: string) => never} */
function fail(sentence) {
  console.error(`✗ ${sentence}`);
  process.exit(1);
}
