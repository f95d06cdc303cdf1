import type { Command } from 'commander';
import { isOver } from '../../workflows/restock-states.ts';
import type { Restock, RestockInFull } from '../../api/answers.ts';
import { openDesk, type Desk } from '../desk.ts';
import { addFilter, filterOf, type FilterOptions } from '../filter.ts';
import { addList } from '../list.ts';
import type { Column } from '../table.ts';
import { ago, localTime, plain, zone } from '../words.ts';
import { deliveryColumns } from './look.ts';

export const restockColumns: Column<Restock>[] = [
  { head: 'restock', cell: ({ id }) => id },
  { head: 'state', cell: ({ state }) => state },
  { head: 'attention', cell: ({ attention }) => attention ?? '–' },
  { head: 'came', cell: ({ delivered, quantity }) => `${delivered}/${quantity}`, align: 'right' },
  { head: 'factory', cell: ({ factoryId }) => factoryId },
  { head: 'requested', cell: ({ requestedAt }) => ago(requestedAt) },
  { head: 'next', cell: ({ status: { next, nextAt } }) => (next === null ? '–' : `${next} ${ago(nextAt)}`) },
  { head: 'latest error', cell: ({ status }) => status.latestError ?? '', isFlexible: true },
];

/** Restocks as a list, and one of them in full. */
export function addRestockCommands(program: Command): void {
  addList<Restock, FilterOptions>(addFilter(program.command('restocks').description('restocks, newest first')), {
    path: () => '/v1/restocks',
    query: filterOf,
    columns: restockColumns,
    nothing: 'No restock fits.',
  });

  program
    .command('show')
    .description('one restock: what it waits for, what happened, what arrived')
    .argument('<id>', 'such as restock-CP-502101-1')
    .action(async (id: string, _options: object, command: Command) => {
      const desk = openDesk(command);
      const restock = await desk.api.get<RestockInFull>(`/v1/restocks/${encodeURIComponent(id)}`);
      desk.answer(restock, (found) => fullText(desk, found));
    });
}

function fullText(desk: Desk, restock: RestockInFull): string {
  const { id, state, attention, sku, productName, quantity, delivered, factoryId, factoryOrderId, expectedAt } =
    restock;
  const facts = [
    ['product', `${productName} (${sku})`],
    ['came', `${delivered} of ${quantity}`],
    ['factory', factoryOrderId === null ? factoryId : `${factoryId}, order ${factoryOrderId}`],
    ['expected', expectedAt === null ? '–' : `${localTime(expectedAt)} (${ago(expectedAt)})`],
    ['Web UI', restock.links.temporal],
    ...commandsOf(restock),
  ];
  const events = restock.timeline.map(
    ({ at, event, message }) => `  ${desk.style('dim', localTime(at))}  ${event.padEnd(18)} ${plain(message)}`,
  );
  const title = `${desk.style('bold', id)}  ${state}${attention === null ? '' : desk.style('yellow', `  ${attention}`)}`;
  return [
    title,
    plain(restock.status.sentence),
    '',
    ...facts.map(([name = '', fact = '']) => `  ${desk.style('dim', name.padEnd(9))} ${plain(fact)}`),
    '',
    `What happened (${zone()})`,
    ...events,
    ...(restock.deliveries.length > 0 ? ['', 'Deliveries', desk.table(restock.deliveries, deliveryColumns)] : []),
  ].join('\n');
}

/** What applies, by the names of the commands; then what does not, with the reason. A restock that is over needs no reasons. */
function commandsOf({ state, repairs, deliveries }: RestockInFull): [name: string, fact: string][] {
  const commandOf = (kind: string) => kind.replaceAll('_', '-');
  const isHeld = deliveries.some(({ status }) => status === 'held');
  const can = repairs.filter(({ whyNot }) => whyNot === null).map(({ kind }) => commandOf(kind));
  const denied = repairs.flatMap(({ kind, whyNot }) =>
    whyNot === null ? [] : [`${commandOf(kind)}: ${whyNot.sentence}`],
  );
  return [
    ['you can', [...can, ...(isHeld ? ['decide'] : [])].join(', ') || 'nothing more: it is over'],
    ...(isOver(state) ? [] : denied.map((why, index): [string, string] => [index === 0 ? 'not now' : '', why])),
  ];
}
