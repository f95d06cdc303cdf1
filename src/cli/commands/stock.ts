import type { Command } from 'commander';
import type { Movement, Restock } from '../../api/answers.ts';
import { addAsker, openDesk, type Asked, type Desk } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { itemsOf } from '../paging.ts';
import { difference, wholeNumber } from '../values.ts';
import { ago } from '../words.ts';

/** For so long, in milliseconds, the same adjustment is taken for a second press of the first one. */
const pressLasts = 300_000;

/** What people do about a product's stock. */
export function addStockCommands(program: Command): void {
  addAsker(
    program
      .command('replenish')
      .description('ask for a restock by hand; where one is open already, that one is the answer')
      .argument('<sku>')
      .option('--quantity <units>', 'how many; by default what the policy says', wholeNumber),
  ).action(async (sku: string, options: Asked & { quantity?: number }, command: Command) => {
    const desk = openDesk(command);
    const { quantity } = options;
    const restock = await desk.api.post<Restock>('/v1/restocks', { sku, quantity, ...(await desk.asked(options)) });
    desk.answer(restock, ({ id, state, status }) => `${id} (${state}): ${status.sentence}`);
  });

  addAsker(
    program
      .command('adjust')
      .description('correct stock by hand: found, broken, counted anew')
      .argument('<sku>')
      .argument('<units>', 'found, or lost below 0, such as -2', difference)
      .option('--again', 'also where the very same was done in the last five minutes'),
  ).action(async (sku: string, quantity: number, options: Asked & { again?: boolean }, command: Command) => {
    const desk = openDesk(command);
    const asked = await desk.asked(options);
    const path = `/v1/products/${encodeURIComponent(sku)}`;
    if (options.again !== true) await assertNew(desk, path, { quantity, reason: asked.reason });
    const doubtful = `See whether it was done before you repeat it: restock movements ${sku}`;
    const movement = await desk.api.post<Movement>(`${path}/adjustments`, { quantity, ...asked }, doubtful);
    desk.answer(movement, (done) => `${done.sku}: ${quantity > 0 ? '+' : ''}${quantity}, now ${done.onHand} on hand.`);
  });
}

/** An adjustment has no key by which the API could know it again. */
async function assertNew(desk: Desk, path: string, { quantity, reason }: Pick<Movement, 'quantity' | 'reason'>) {
  const since = Date.now() - pressLasts;
  for await (const each of itemsOf<Movement>(desk.api, `${path}/movements`)) {
    if (Date.parse(each.occurredAt) < since) return;
    if (each.kind !== 'adjustment' || each.quantity !== quantity || each.reason !== reason) continue;
    throw new Failure(exitCodes.refused, {
      happened: `The very same adjustment was made ${ago(each.occurredAt)}.`,
      means: 'Nothing was changed.',
      next: 'If it is another one, add --again.',
    });
  }
}
