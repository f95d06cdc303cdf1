import { always, dropProperty, everywhere, never, replaceCall, replaceProperty, swapWithNext } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

const random = '`${Math.random()}`';

/** The rows of restocks and of their order attempts: one order each, and nothing that has ended comes back. */
export const restockMutations: Mutation[] = [
  {
    name: 'the open restock of a product is the answer to its next stockout',
    symbol: 'requestRestock',
    change: replaceCall('findOpenRestock', 'null'),
    tests: 'restocks-api',
    named: 'not requested twice',
  },
  {
    name: 'the factory gets the order key',
    symbol: 'legacyBody',
    change: replaceProperty('MessageGroupId', random),
    tests: 'restock-workflow',
    named: 'dropped its reply',
  },
  {
    name: 'the order key is the id of the restock, the same in each attempt',
    symbol: 'orderOf',
    change: replaceProperty('orderKey', random),
    tests: 'restock-workflow',
    named: 'dropped its reply',
  },
  {
    name: 'an order on record is not placed again',
    symbol: 'isUnordered',
    change: always('orderedAt'),
    tests: 'restock-repair',
    named: 'may be reset',
  },
  {
    name: 'a restock that has ended is not ordered',
    symbol: 'isUnordered',
    change: always('isOver'),
    tests: 'unfinished-resets',
    named: 'before the factory took',
  },
  {
    name: 'a factory that is away for weeks does not fill the database with attempts',
    symbol: 'slotOf',
    change: always('first'),
    tests: 'order-tries',
    named: 'the latest ones only',
  },
  {
    name: 'an attempt whose slot is reused does not end the later one',
    symbol: 'noteEnd',
    change: dropProperty('number'),
    tests: 'order-tries',
    named: 'the latest ones only',
  },
  {
    name: 'an attempt that ends late is recorded as it ended',
    symbol: 'endTry',
    change: swapWithNext('noteEnd'),
    tests: 'order-tries',
    named: 'told as they ended',
  },
  {
    name: 'only the first acceptance counts',
    symbol: 'recordOrder',
    change: never('orderedAt'),
    tests: 'deliveries',
    named: 'first acceptance',
  },
  {
    name: 'an acceptance does not reopen a closed restock',
    symbol: 'recordOrder',
    change: never('isOver'),
    tests: 'deliveries',
    named: 'accepted after',
  },
  {
    name: 'only a failed restock is resumed',
    symbol: 'takeUp',
    change: everywhere(never('failed')),
    tests: 'deliveries',
    named: 'ended restock',
  },
  {
    name: 'a restock that has ended needs no attention',
    symbol: 'raiseAttention',
    change: never('isOver'),
    tests: 'deliveries',
    named: 'ended restock',
  },
  {
    name: 'a restock that has ended does not fail',
    symbol: 'recordFailure',
    change: never('isOver'),
    tests: 'deliveries',
    named: 'ended restock',
  },
  {
    name: 'a failure keeps its first reason',
    symbol: 'recordFailure',
    change: never('failed'),
    tests: 'deliveries',
    named: 'first failed',
  },
  {
    name: 'a restock that has ended is not cancelled',
    symbol: 'recordCancellation',
    change: never('isOver'),
    tests: 'deliveries',
    named: 'ended restock',
  },
  {
    name: 'held goods go on being shown',
    symbol: 'clearedAttention',
    change: replaceProperty('status', "'none'"),
    tests: 'deliveries',
    named: 'goes on showing',
  },
];
