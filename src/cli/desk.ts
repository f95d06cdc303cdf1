import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { unnamed } from '../access/unnamed.ts';
import { createClient, type Client } from './client.ts';
import { Failure, usageFailure } from './failure.ts';
import { exitCodes } from './exit-codes.ts';
import { tableOf, type Column } from './table.ts';
import { plain } from './words.ts';

type GlobalOptions = { url?: string; json?: boolean };

export type Desk = ReturnType<typeof openDesk>;

/** Where a command is carried out: the API that it asks, whom it answers, and whom it may ask back. */
export function openDesk(command: Command) {
  const { url, json = false } = command.optsWithGlobals<GlobalOptions>();
  const { stdin, stdout, stderr, env } = process;
  const api: Client = createClient({ url: rootOf(url ?? env.RESTOCK_URL), key: env.RESTOCK_KEY });
  /** A person is there to answer. */
  const isInteractive = !json && stdin.isTTY && stderr.isTTY;

  /** A word for people, beside the answer. */
  const note = (text: string) => void stderr.write(`${text}\n`);
  const print = (text: string) => void stdout.write(`${text}\n`);

  async function ask(question: string): Promise<string> {
    const terminal = createInterface({ input: stdin, output: stderr });
    const given = new AbortController();
    terminal.once('SIGINT', () => given.abort());
    try {
      return (await terminal.question(question, { signal: given.signal })).trim();
    } catch {
      throw new Failure(exitCodes.interrupted, { happened: 'Stopped.', means: 'Nothing was changed.' });
    } finally {
      terminal.close();
    }
  }

  return {
    api,
    isJson: json,
    /** Lines that are written over one another. */
    isLive: !json && stderr.isTTY,
    note,
    print,

    /** The API's own words for programs, something to read for people. */
    answer<Body>(body: Body, toRead: (body: Body) => string): void {
      print(json ? JSON.stringify(body, null, stdout.isTTY ? 2 : undefined) : toRead(body));
    },

    table<Row>(rows: Row[], columns: Column<Row>[]): string {
      const safe = columns.map((column) => ({ ...column, cell: (row: Row) => plain(column.cell(row)) }));
      return tableOf(rows, safe, stdout.isTTY ? stdout.columns : null);
    },

    style: (format: 'bold' | 'dim' | 'green' | 'yellow', text: string) => styleText(format, text),

    /** What every change is recorded with: why, and who wants it. */
    async asked(options: Asked): Promise<Required<Asked>> {
      const reason = options.reason?.trim() ?? (isInteractive ? await ask('Why? It is kept on record: ') : '');
      if (reason !== '') return { reason, actor: actorOf(options) };
      throw usageFailure('A reason is missing: every change is recorded with one.', 'Add --reason "why it is done".');
    },

    /** @throws {Failure} where nobody confirms it */
    async confirm(question: string, isConfirmed: boolean): Promise<void> {
      if (isConfirmed) return;
      if (!isInteractive) throw usageFailure(`${question} Nobody is here to say so.`, 'Add --yes to do it.');
      if (/^y(es)?$/i.test(await ask(`${question} [y/N] `))) return;
      throw new Failure(exitCodes.interrupted, { happened: 'Not confirmed.', means: 'Nothing was changed.' });
    },
  };

  function rootOf(address: string | undefined): string {
    if (!address) return `http://127.0.0.1:${env.PORT || '3000'}`;
    const parsed = URL.parse(address);
    if (parsed !== null && /^https?:$/.test(parsed.protocol)) return address;
    throw usageFailure(`${address} is no address of an API.`, 'Set RESTOCK_URL to one such as https://shop.example.');
  }
}

export type Asked = { reason?: string; actor?: string };

export function addAsker(command: Command): Command {
  return command
    .option('--reason <text>', 'why; required, and kept on record')
    .option('--actor <name>', 'who asks, where the API asks nobody for a key; by default who is logged in here');
}

/** A key says by itself who asks. */
function actorOf({ actor }: Asked): string {
  if (actor !== undefined) return actor;
  try {
    return userInfo().username;
  } catch {
    return unnamed;
  }
}
