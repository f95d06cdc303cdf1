import { execFile } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readText, root } from './deployment-files.ts';
import { temporalExecutable } from './temporal-executable.ts';

const run = promisify(execFile);

export type Block = { section: string; commands: string };

/** What the runbook says to type, block by block, but for those that only set variables. */
export function runbookBlocks(): Block[] {
  const text = readText('docs/runbook.md');
  return text.split(/^#+ /m).flatMap((part) => {
    const section = part.split('\n', 1)[0]!;
    const blocks = [...part.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
    return blocks.filter((commands) => !commands.startsWith('export ')).map((commands) => ({ section, commands }));
  });
}

/** The queries of the lists for the Web UI. */
export function runbookQueries(): string[] {
  return [...readText('docs/runbook.md').matchAll(/^\| [^|]+ \| `((?!tctl )[^`]+ (?:=|<|IS) [^`]+)` \|$/gm)].map(
    (match) => match[1]!,
  );
}

/** What the runbook says to type where there is only tctl. */
export function tctlCommands(): string[] {
  return [...readText('docs/runbook.md').matchAll(/^\|.+\| `(tctl .+)` \|$/gm)].map((match) => match[1]!);
}

/**
 * A shell as an operator has it: `temporal` and `restock` on the path. An answer of 400 or more is a failure, too.
 *
 * @param folders where to look for other programs
 */
export function openOperatorShell(...folders: string[]) {
  const home = mkdtempSync(join(tmpdir(), 'restock-operator-'));
  symlinkSync(temporalExecutable(), join(home, 'temporal'));
  symlinkSync(join(root, 'src/cli/restock.mjs'), join(home, 'restock'));
  writeFileSync(join(home, '.curlrc'), 'fail-with-body\n');
  return {
    home,
    /** Answers what was printed; throws where a command failed. */
    async type(commands: string, variables: Record<string, string>): Promise<string> {
      const env = { PATH: [home, process.env['PATH'], ...folders].join(':'), HOME: home, ...variables };
      try {
        return (await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], { env })).stdout;
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${commands}\n${stdout}${stderr}`, { cause: error });
      }
    },
  };
}
