import type { Guard } from './guard.ts';

const repair = ['test/integration/repair.temporal.test.ts'];
const goods = ['test/integration/repair-deliveries.temporal.test.ts'];
const offers = ['test/integration/repair-offers.temporal.test.ts'];
const changing = 'src/restocking/repair/change-factory.ts';

/** Of repairs by people: each works once, and none lets two factories have the same order. */
export const repairGuards: Guard[] = [
  {
    name: 'one retry of a run that failed, however many press',
    file: 'src/db/migrations/002-repair.ts',
    text: ".unique('restock_actions_claim')",
    tests: repair,
    named: 'SQLite.*pressed by many at once',
  },
  {
    name: 'an order that another factory may have is not sent on unconfirmed',
    file: changing,
    text: 'if (restock.doubtfulTries > 0 && !confirmed) {',
    without: 'if (restock.doubtfulTries < 0) {',
    tests: repair,
    named: 'SQLite.*sure that the first has none',
  },
  {
    name: 'an order is not sent on while a factory is being asked',
    file: changing,
    text: "  if (isBeingAsked(restock)) return denial('being-asked', { factory });\n",
    tests: repair,
    named: 'SQLite.*being asked for this moment',
  },
  {
    name: 'an order that is accepted is not sent on',
    file: changing,
    text: "  if (restock.orderedAt !== null) return denial('ordered', { factory });\n",
    tests: repair,
    named: 'SQLite.*being asked for this moment',
  },
  {
    name: 'goods are received by hand once under one id',
    file: 'src/restocking/repair/receive-by-hand.ts',
    text: '      const told = await findDelivery(trx, key);\n',
    without: '      const told = await findDelivery(trx, key).then(() => null);\n',
    tests: goods,
    named: 'SQLite.*by hand what came',
  },
  {
    name: 'no more is received by hand than may still come',
    file: 'src/restocking/repair/receive-by-hand.ts',
    text: 'if (quantity > most) return denial(',
    without: 'if (quantity > most + 1_000) return denial(',
    tests: goods,
    named: 'SQLite',
  },
  {
    name: 'a retry is not offered between two tries of the first round',
    file: 'src/restocking/repair/retry.ts',
    text: "  return isAskedSoon(restock) ? denial('asked-soon', { factory }) : null;\n",
    without: '  return isAskedSoon(restock) ? null : null;\n',
    tests: offers,
    named: 'SQLite.*again in a moment',
  },
  {
    name: 'what is offered is judged as what is pressed: the goods on their way',
    file: 'src/restocking/repair/close-short.ts',
    text: "stillExpected(restock, deliveries, 0).pending > 0 ? denial('being-shelved', {}) : null",
    without: 'stillExpected(restock, deliveries, 0).pending > 0 ? null : null',
    tests: offers,
    named: 'SQLite.*with the rest on its',
  },
  {
    name: 'held goods are decided on once',
    file: 'src/restocking/repair/decide-delivery.ts',
    text: "if (delivery?.status !== 'held') {",
    without: "if (delivery?.status === 'received') {",
    tests: goods,
    named: 'SQLite.*takes goods in',
  },
];
