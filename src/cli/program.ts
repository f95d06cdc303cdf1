import { Command } from 'commander';
import { addKeysCommand } from './commands/keys.ts';
import { addLookCommands } from './commands/look.ts';
import { addRepairCommands } from './commands/repair.ts';
import { addRestockCommands } from './commands/restocks.ts';
import { addRetryCommand } from './commands/retry.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStockCommands } from './commands/stock.ts';
import { addWatchCommand } from './commands/watch.ts';

const after = `
Every change needs a --reason, which is kept on record. Nothing is done twice by running a command again.
With --json the answers are those of the API (/openapi.json); without, they are for people and may change.

Environment: RESTOCK_URL (the API), RESTOCK_KEY (a key, where the API asks for one), NO_COLOR.
Exit codes: 0 done, 1 a fault, 2 wrong command line, 3 cannot be done now, 4 not allowed, 5 no answer, 6 no such thing,
130 interrupted.`;

/** The command line: one command for each thing to look at, and one for each repair of the API. */
export function createProgram(): Command {
  const program = new Command('restock')
    .description(
      'Looks after the shelves: what is in stock, what is coming, what needs a person, and what to do about it.',
    )
    .option('--url <url>', 'root of the API; by default RESTOCK_URL, else http://127.0.0.1:3000')
    .option('--json', 'answer in JSON, for programs; ask nothing')
    .addHelpText('after', after)
    .showHelpAfterError('(restock <command> --help says what it takes)')
    .exitOverride();
  // Those that follow take over what is set so far.
  addStatusCommand(program);
  addLookCommands(program);
  addRestockCommands(program);
  addWatchCommand(program);
  addRetryCommand(program);
  addRepairCommands(program);
  addStockCommands(program);
  addKeysCommand(program);
  return program;
}
