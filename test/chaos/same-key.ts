import { setTimeout as delay } from 'node:timers/promises';
import { stockDonuts } from '../support/donuts.ts';
import { ask, settle, type Answer, type Told } from './buyers.ts';
import type { Evidence, Round } from './scenario.ts';
import type { System } from './system.ts';

const openingStock = 40;
const keys = 25;

/** Buyers whose clients repeat themselves: each key up to fifty times at once at both APIs, some with another quantity. */
export async function sameKey(system: System, round: Round): Promise<Evidence> {
  return repeatPurchases(system, round, () => Promise.resolve());
}

/** The same, with an API killed and started again before everybody asks once more. */
export async function sameKeyAfterRestart(system: System, round: Round): Promise<Evidence> {
  return repeatPurchases(system, round, async () => {
    const api = round.chance.pick(system.apis);
    await delay(round.chance.random() * 200);
    await api.end('SIGKILL');
    await api.start();
  });
}

async function repeatPurchases(system: System, round: Round, restart: () => Promise<void>): Promise<Evidence> {
  const { sku, chance } = round;
  await stockDonuts(system.db, openingStock, { orderQuantity: 20 }, sku);
  const violations: string[] = [];
  const crowds = Array.from({ length: keys }, (_, number) => ({
    key: `${sku}-key-${number}`,
    quantity: 1 + Math.floor(chance.random() * 2),
    /** How many ask at once, and how many of those for one unit more. */
    copies: 2 + Math.floor(chance.random() * 49),
    others: chance.random() < 0.4 ? 1 + Math.floor(chance.random() * 5) : 0,
  }));

  // Before the answers are all there, the process that gives them may be gone.
  const [answersByKey] = await Promise.all([
    Promise.all(crowds.map((crowd) => askAtOnce(system, sku, crowd))),
    restart(),
  ]);
  const told: Told[] = [];
  const unsettled: string[] = [];
  for (const [index, { key, quantity }] of crowds.entries()) {
    const answers = answersByKey[index] as (Answer & { quantity: number })[];
    const sold = answers.find(({ outcome }) => outcome === 'sold');
    const ids = new Set(answers.flatMap(({ purchaseId }) => purchaseId ?? []));
    if (ids.size > 1) violations.push(`P1: ${key} was told of ${ids.size} purchases`);
    if (answers.some(({ outcome }) => outcome === 'bug')) violations.push(`P1: ${key} was answered 500`);
    const wrongly = answers.filter((answer) => sold && answer.outcome === 'sold' && answer.quantity !== sold.quantity);
    if (wrongly.length > 0) violations.push(`P1: ${key} sold ${sold?.quantity} and ${wrongly[0]?.quantity}`);

    const again = await settleBoth(system, { sku, key, quantity }, sold?.quantity, chance.random);
    if (again === null) unsettled.push(key);
    else told.push(again);
    if (sold && again?.outcome !== 'sold') violations.push(`P1: ${key} was sold, and asked again ${again?.outcome}`);
    if (again?.outcome !== 'sold') continue;
    const replay = await ask([...system.inRotation][0] as string, { sku, key, quantity: again.quantity });
    if (!replay.replayed) violations.push(`P1: ${key} asked again is ${replay.outcome}, and not said to be repeated`);
    if (sold && replay.purchaseId !== sold.purchaseId)
      violations.push(`P1: ${key} got another purchase when asked again`);
  }
  return { openingStock, told, unsettled, corrections: [], violations, noFailedRequest: false, tries: keys };
}

type Crowd = { key: string; quantity: number; copies: number; others: number };

function askAtOnce({ apiUrls }: System, sku: string, { key, quantity, copies, others }: Crowd) {
  return Promise.all(
    Array.from({ length: copies }, async (_, index) => {
      const asked = index < others ? quantity + 1 : quantity;
      const answer = await ask(apiUrls[index % apiUrls.length] as string, { sku, key, quantity: asked });
      return { ...answer, quantity: asked };
    }),
  );
}

/** What the key has bought, if anybody knows; else either quantity may have won, and the other one is refused. */
async function settleBoth(
  system: System,
  purchase: { sku: string; key: string; quantity: number },
  soldQuantity: number | undefined,
  random: () => number,
): Promise<Told | null> {
  if (soldQuantity !== undefined) return settle(system, { ...purchase, quantity: soldQuantity }, random);
  for (;;) {
    for (const quantity of [purchase.quantity, purchase.quantity + 1]) {
      const { outcome } = await ask([...system.inRotation][0] as string, { ...purchase, quantity });
      if (outcome === 'sold' || outcome === 'sold-out') return { ...purchase, quantity, outcome, asked: 1, bugs: 0 };
    }
    await delay(100);
  }
}
