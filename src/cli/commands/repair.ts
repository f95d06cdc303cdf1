import { Argument, type Command } from 'commander';
import type { Repaired } from '../../api/answers.ts';
import { addAsker, openDesk, type Asked } from '../desk.ts';
import { deadline, wholeNumber } from '../values.ts';
import { ago, plain } from '../words.ts';

type Repair = {
  name: string;
  description: string;
  /** What of the options the API wants to know, beside reason and actor. */
  bodyOf?: (options: Record<string, unknown>) => object;
};

/** What people do about one restock, and about goods that nobody expected. */
export function addRepairCommands(program: Command): void {
  repair({ name: 'cancel', description: 'call it off; the factory is told where it can be' });
  repair({ name: 'close-short', description: 'the rest will not come: end it with what came' });

  repair({
    name: 'receive',
    description: 'goods came and no callback told of them: put them on the shelf',
    bodyOf: ({ quantity, deliveryId }) => ({ quantity, deliveryId }),
  })
    .option('--quantity <units>', 'how many came; by default all that is still expected', wholeNumber)
    .option('--delivery-id <id>', 'what the delivery note calls it; the same one counts once');

  const untilWhen = 'when the goods are expected now: a time such as 2026-12-24T12:00:00Z, or from now such as 2d';
  repair({
    name: 'extend-deadline',
    description: 'give the factory more time',
    bodyOf: ({ until }) => ({ expectedAt: until }),
  }).requiredOption('--until <time>', untilWhen, deadline);

  repair({
    name: 'change-factory',
    description: 'order from another factory, while no order is accepted',
    bodyOf: ({ to, confirmed }) => ({ factoryId: to, confirmed }),
  })
    .requiredOption('--to <factory>', 'id of the other factory')
    .option('--confirmed', 'somebody asked the present factory, and it has no order of this restock');

  function repair({ name, description, bodyOf = () => ({}) }: Repair): Command {
    return addAsker(program.command(name).description(description).argument('<id>', 'of the restock')).action(
      (id: string, options: Asked & Record<string, unknown>, command: Command) =>
        carryOut(command, `/v1/restocks/${encodeURIComponent(id)}/${name}`, bodyOf(options), options),
    );
  }

  addAsker(
    program
      .command('decide')
      .description('put goods that nobody expected on the shelf, or send them back')
      .argument('<delivery>', 'its id: restock deliveries --status held')
      .addArgument(new Argument('<decision>').choices(['take-in', 'send-back'])),
  ).action((deliveryId: string, decision: string, options: Asked, command: Command) =>
    carryOut(command, '/v1/deliveries/decide', { deliveryId, decision: decision.replace('-', '_') }, options),
  );
}

/** Asks for one repair and says what came of it. */
export async function carryOut(command: Command, path: string, body: object, options: Asked): Promise<void> {
  const desk = openDesk(command);
  const repaired = await desk.api.post<Repaired>(path, { ...body, ...(await desk.asked(options)) });
  desk.answer(repaired, repairedText);
}

function repairedText({ action, repeated }: Repaired): string {
  const { outcome, message, actor, askedAt } = action;
  if (repeated) return `Done before, by ${plain(actor)} ${ago(askedAt)}: ${plain(message ?? outcome)}`;
  return plain(message ?? (outcome === 'pending' ? 'On its way; its outcome is not known yet.' : outcome));
}
