import type { Command } from 'commander';
import { isOver } from '../../workflows/restock-states.ts';
import type { RestockCounts, Restock } from '../../api/answers.ts';
import { followChanges } from '../changes.ts';
import { openDesk, type Desk } from '../desk.ts';
import { plain } from '../words.ts';

type WatchOptions = { attention?: string; state?: string; sku?: string; factory?: string };

export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('each change of a restock as it happens, until Ctrl-C')
    .option('--attention <reasons>', 'those that need a person for one of these reasons, separated by commas')
    .option('--state <states>', 'those that come into one of these states, separated by commas')
    .option('--sku <sku>', 'those of a product')
    .option('--factory <id>', 'those of a factory')
    .action(async (options: WatchOptions, command: Command) => {
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
      await watch(openDesk(command), whoFits(options), stop.signal);
    });
}

/** Lines of changes, and on a terminal the counters below them. */
async function watch(desk: Desk, fits: (restock: Restock) => boolean, stop: AbortSignal): Promise<void> {
  const news = createNews();
  let foot = '';
  const clear = () => desk.isLive && process.stderr.write('\r\x1b[K');
  const above = (print: () => void) => {
    clear();
    print();
    if (desk.isLive) process.stderr.write(foot);
  };
  try {
    for await (const change of followChanges(desk.api, stop, (text) => above(() => desk.note(text)))) {
      if (change.kind === 'counts') {
        foot = countsLine(change.counts);
        above(() => desk.isJson && desk.print(JSON.stringify({ event: 'counts', counts: change.counts })));
        continue;
      }
      const wanted = change.restocks.filter(fits).filter(desk.isJson ? () => true : news);
      if (wanted.length > 0) above(() => desk.print(wanted.map((each) => lineOf(desk, each)).join('\n')));
      if (change.more) above(() => desk.note('More changed than is shown here: restock restocks'));
    }
  } finally {
    clear();
  }
}

function whoFits({ attention, state, sku, factory }: WatchOptions) {
  const isAmong = (list: string | undefined, value: string | null) =>
    list === undefined || (value !== null && list.split(',').includes(value));
  return (restock: Restock) =>
    isAmong(attention, restock.attention) &&
    isAmong(state, restock.state) &&
    isAmong(sku, restock.sku) &&
    isAmong(factory, restock.factoryId);
}

/** Tells what differs from what was shown of a restock before; that it was tried once more does not. */
function createNews() {
  const shown = new Map<string, string>();
  return (restock: Restock): boolean => {
    const { id, state, attention, delivered, expectedAt } = restock;
    const now = JSON.stringify([state, attention, delivered, expectedAt]);
    const isNews = shown.get(id) !== now;
    if (isOver(state)) shown.delete(id);
    else shown.set(id, now);
    return isNews;
  };
}

function lineOf(desk: Desk, restock: Restock): string {
  if (desk.isJson) return JSON.stringify({ event: 'restock', restock });
  const { id, state, attention, delivered, quantity, status } = restock;
  const time = desk.style('dim', new Date().toLocaleTimeString('sv-SE'));
  const why = attention === null ? '' : desk.style('yellow', `  ${attention}`);
  const error = attention === null || status.latestError === null ? '' : `: ${plain(status.latestError)}`;
  return `${time}  ${id}  ${state} ${delivered}/${quantity}${why}${error}`;
}

function countsLine({ inFlight, failed, attention }: RestockCounts): string {
  const people = Object.entries(attention).filter(([, count]) => count > 0);
  const reasons = people.map(([reason, count]) => `, ${reason} ${count}`).join('');
  return `${inFlight} in flight, ${failed} failed${reasons}`;
}
