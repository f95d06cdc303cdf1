import type { Command } from 'commander';
import type { RestockCounts, Delivery, Page } from '../../api/answers.ts';
import { openDesk, type Desk } from '../desk.ts';
import { countOf } from '../words.ts';

type Ready = { database: 'ok'; temporal: 'ok' | 'away'; sales: 'ok' | 'busy' };

type Status = { url: string; ready: Ready; counts: RestockCounts; held: { count: number; isMore: boolean } };

/** As many held deliveries as are counted. */
const counted = 200;

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('whether all is well, and how many restocks need a person')
    .action(async (_options: object, command: Command) => {
      const desk = openDesk(command);
      const [ready, counts, held] = await Promise.all([
        desk.api.get<Ready>('/readyz'),
        desk.api.get<RestockCounts>('/v1/restocks/counts'),
        desk.api.get<Page<Delivery>>('/v1/deliveries', { status: 'held', limit: counted }),
      ]);
      const status = {
        url: desk.api.root,
        ready,
        counts,
        held: { count: held.items.length, isMore: held.next !== null },
      };
      desk.answer(status, (all) => statusText(desk, all));
    });
}

function statusText(desk: Desk, { url, ready, counts, held }: Status): string {
  const reasons = Object.entries(counts.attention).filter(([, count]) => count > 0);
  const isWell = reasons.length === 0 && counts.failed === 0 && held.count === 0;
  const people = [
    ...reasons.map(([reason, count]) => [reason, count, `restock restocks --attention ${reason}`] as const),
    ...(counts.failed > 0 ? [['failed, parked', counts.failed, 'restock restocks --state failed'] as const] : []),
    ...(held.count > 0 ? [['deliveries held', atLeast(held), 'restock deliveries --status held'] as const] : []),
  ];
  return [
    `${desk.style('bold', url)}  ${sayReady(ready)}`,
    `${countOf(counts.inFlight, 'restock')} in flight, ${counts.failed} failed.`,
    isWell ? desk.style('green', 'Nothing waits for a person.') : desk.style('yellow', 'These wait for a person:'),
    ...(isWell
      ? []
      : [
          desk.table(people, [
            { head: 'why', cell: ([why]) => why },
            { head: 'how many', cell: ([, count]) => String(count), align: 'right' },
            { head: 'which', cell: ([, , command]) => command },
          ]),
        ]),
  ].join('\n');
}

function atLeast({ count, isMore }: Status['held']): string {
  return `${count}${isMore ? '+' : ''}`;
}

function sayReady({ temporal, sales }: Ready): string {
  const away = temporal === 'away' ? 'Temporal is away: sales go on, restocks wait. ' : '';
  const busy = sales === 'busy' ? 'Purchases are turned away, because too many come.' : '';
  return `${away}${busy}`.trim() || 'ready';
}
