import type { Guard } from './guard.ts';

const deliveries = ['test/integration/deliveries.sql.test.ts'];
const callbacks = ['test/integration/deliveries-api.sql.test.ts'];
const legacy = ['test/integration/legacy-api.test.ts'];
const receiving = 'src/restocking/receive-delivery.ts';
const booking = 'src/restocking/book-delivery.ts';
const unwritten = ".catch(() => ({ outcome: 'accepted' as const, bookingKey: '' }))";

/** Of callbacks and deliveries: who is believed, what is kept, what counts, and what is held. */
export const deliveryGuards: Guard[] = [
  {
    name: 'a callback is believed only with the token of its restock',
    file: 'src/api/callback-proof.ts',
    text: 'token !== undefined && !isSame(token, restock.callbackToken)',
    without: 'false',
    tests: ['test/hostile/callback-tokens.test.ts'],
    named: 'SQLite',
  },
  {
    name: 'a delivery is on record before its callback is answered',
    file: 'src/api/deliveries.ts',
    text: '        config.overDeliveryTolerance,\n      );',
    without: `        config.overDeliveryTolerance,\n      )${unwritten};`,
    tests: callbacks,
    named: 'SQLite.*on record',
  },
  {
    name: 'a delivery is on record before its legacy callback is answered',
    file: 'src/api/legacy-callback.ts',
    text: 'await receiveDelivery(db, arrival, 0);',
    without: `await receiveDelivery(db, arrival, 0)${unwritten.replace('accepted', 'held')};`,
    tests: legacy,
    named: 'SQLite.*on record',
  },
  {
    name: 'a legacy callback counts no more than was ordered',
    file: 'src/api/legacy-callback.ts',
    text: 'await receiveDelivery(db, arrival, 0);',
    without: 'await receiveDelivery(db, arrival, 1);',
    tests: legacy,
    named: 'SQLite.*more than expected',
  },
  {
    name: 'legacy callbacks are not served unless they are open',
    file: 'src/api/legacy.ts',
    text: '  if (!config.legacy.callbacksOpen) return routes;\n',
    tests: legacy,
    named: 'SQLite.*serves no callbacks',
  },
  {
    name: 'a callback that names another product’s restock is not matched with it',
    file: receiving,
    text: 'named?.sku === sku ? named : null',
    without: 'named',
    tests: deliveries,
    named: 'SQLite.*without a name',
  },
  {
    name: 'a delivery that was told before is a duplicate',
    file: receiving,
    text: "    if (told) return { outcome: 'duplicate', bookingKey: told.id };\n",
    tests: deliveries,
    named: 'SQLite.*comes twice',
  },
  {
    name: 'deliveries without an id count once, also where a person let one in',
    file: receiving,
    text: "(senderDeliveryId === null && (status === 'received' || status === 'booked') && isWithoutSenderId(key))",
    without: 'false',
    tests: deliveries,
    named: 'SQLite.*without an id',
  },
  {
    name: 'a held delivery without an id leaves room for the corrected one',
    file: receiving,
    text: 'holdReason === null ? countedKey : heldKey',
    without: 'countedKey',
    tests: deliveries,
    named: 'SQLite.*corrected',
  },
  {
    name: 'a delivery astray is kept once',
    file: receiving,
    text: "    if (await findDelivery(trx, id)) return { outcome: 'duplicate', bookingKey: id };\n",
    tests: deliveries,
    named: 'SQLite.*astray',
  },
  {
    name: 'what is more than expected is held',
    file: receiving,
    text: 'if (quantity <= most) return null;',
    without: 'if (most > -1_000_000) return null;',
    tests: deliveries,
    named: 'SQLite.*more than',
  },
  {
    name: 'what is received and not yet booked is counted as known',
    file: receiving,
    text: 'const known = restock.delivered + pending;',
    without: 'const known = restock.delivered;',
    tests: deliveries,
    named: 'SQLite.*more than',
  },
  {
    name: 'what comes after the restock is over is held',
    file: receiving,
    text: "  if (isOver(restock.state)) return say(holdReasons['held-over'], { state: restock.state });\n",
    tests: deliveries,
    named: 'SQLite.*called off',
  },
  {
    name: 'what the shelf has no room for is held',
    file: receiving,
    text: 'onHand + pending + quantity > mostOnHand',
    without: 'onHand > mostOnHand',
    tests: deliveries,
    named: 'SQLite.*no room',
  },
  {
    name: 'a booking key is good for its own restock only',
    file: booking,
    text: 'delivery?.restockId === restockId && ',
    without: 'delivery && ',
    tests: deliveries,
    named: 'SQLite.*own',
  },
  {
    name: 'what is held is not booked',
    file: booking,
    text: ' && isOnItsWay(delivery)',
    tests: deliveries,
    named: 'SQLite.*more than the restock',
  },
  {
    name: 'a booking that was made before is no failure',
    file: booking,
    text: 'if (!isDuplicateKey(error)) throw error;',
    without: 'throw error;',
    tests: deliveries,
    named: 'SQLite.*comes twice',
  },
  {
    name: 'a booking does not bring a cancelled restock back',
    file: booking,
    text: "restock.state === 'cancelled' || parked ? {}",
    without: 'parked ? {}',
    tests: deliveries,
    named: 'SQLite.*called off',
  },
  {
    name: 'a part does not end the parking of a failed restock',
    file: booking,
    text: "restock.state === 'failed' && state !== 'delivered'",
    without: 'restock.delivered < 0',
    tests: deliveries,
    named: 'SQLite.*still books',
  },
];
