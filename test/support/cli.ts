import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';
import { missingHere } from './missing-here.ts';

export type Ended = { code: number | null; out: string; err: string };

const file = join(root, 'src/cli/restock.mjs');

/** Types commands as a program does: no terminal, and nothing of this environment but what is given. */
export function openCli(url: string, more: Record<string, string> = {}) {
  const env = { PATH: process.env['PATH'], RESTOCK_URL: url, TZ: 'Asia/Seoul', ...more };

  function start(...args: string[]) {
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
    const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
    return { child, said, ended };
  }

  return {
    url,
    start,
    run: (...args: string[]) => start(...args).ended,
    /** What it answers a program; throws where it fails. */
    async json(...args: string[]): Promise<unknown> {
      const { code, out, err } = await start(...args, '--json').ended;
      if (code !== 0) throw new Error(`restock ${args.join(' ')} ended with ${code}: ${err}${out}`);
      return JSON.parse(out);
    },
  };
}

/** util-linux has it; other systems have a `script` that takes other options. */
const script = '/usr/bin/script';

/** Why nothing can be typed on a terminal here. */
export function whyNoTerminal(): string | null {
  const isThere = process.platform === 'linux' && existsSync(script);
  return missingHere(isThere ? null : `there is no ${script} of util-linux, which makes a terminal`);
}

type Typed = { columns: number; env?: Record<string, string>; answers?: string[] };

/** Types a command on a terminal of so many columns, and an answer to each question; `out` is all that it shows. */
export function openTerminal(url: string) {
  return async (args: string[], { columns, env: more = {}, answers = [] }: Typed): Promise<Omit<Ended, 'err'>> => {
    const env = { PATH: process.env['PATH'], RESTOCK_URL: url, TERM: 'xterm', ...more };
    const command = `stty cols ${columns}; "${process.execPath}" "${file}" ${args.join(' ')}`;
    const child = spawn(script, ['-qefc', command, '/dev/null'], { env });
    let out = '';
    let asked = 0;
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      const questions = out.match(/(record:|\[y\/N\]) /g)?.length ?? 0;
      for (; asked < Math.min(questions, answers.length); asked++) {
        const answer = answers[asked]!;
        child.stdin.write(answer === '\u0003' ? answer : `${answer}\r`);
      }
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out };
  };
}
