import { dropStatement, never, replaceCall } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** What operators do: each works once, and none lets two factories have the same order. */
export const actionMutations: Mutation[] = [
  {
    name: 'an order that another factory may have is not sent on unconfirmed',
    symbol: 'whyNot',
    change: never('doubtfulTries'),
    tests: 'repair',
    named: 'sure that the first has none',
  },
  {
    name: 'an order is not sent on while a factory is being asked',
    symbol: 'whyNotChanged',
    change: dropStatement('being-asked'),
    tests: 'repair',
    named: 'being asked for this moment',
  },
  {
    name: 'an order that is accepted is not sent on',
    symbol: 'whyNotChanged',
    change: dropStatement('ordered'),
    tests: 'repair',
    named: 'being asked for this moment',
  },
  {
    name: 'goods are received by hand once under one id',
    symbol: 'createReceiveByHand',
    change: replaceCall('findDelivery', 'null'),
    tests: 'repair-deliveries',
    named: 'by hand what came',
  },
  {
    name: 'no more is received by hand than may still come',
    symbol: 'whyNotReceived',
    change: dropStatement('too-many'),
    tests: 'repair-deliveries',
  },
  {
    name: 'a retry is not offered between two attempts of the first cycle',
    symbol: 'whyNoRetry',
    change: never('isAskedSoon'),
    tests: 'repair-offers',
    named: 'again in a moment',
  },
  {
    name: 'closing short is offered as it is judged: not while goods are on their way',
    symbol: 'whyNotClosed',
    change: never('pending'),
    tests: 'repair-offers',
    named: 'with the rest on its',
  },
  {
    name: 'held goods are decided on once',
    symbol: 'createDecideDelivery',
    change: never('held'),
    tests: 'repair-deliveries',
    named: 'takes goods in',
  },
];
