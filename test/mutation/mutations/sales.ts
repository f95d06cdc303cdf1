import { always, dropStatement, never, replaceCall, unchain, value } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** Purchases, and their Idempotency-Keys. */
export const saleMutations: Mutation[] = [
  {
    name: 'a batch sells no more than there is',
    symbol: 'decide',
    change: never('onHand', 'quantity'),
    tests: 'sell',
    named: 'crowd',
  },
  {
    name: 'a batch locks its products before it decides',
    symbol: 'lockShelves',
    change: unchain('forUpdate'),
    tests: 'sell',
    named: 'another process has left',
    on: 'MySQL',
  },
  {
    name: 'the sale that empties the stock requests the restock',
    symbol: 'decide',
    change: never('isStockout'),
    tests: 'sell',
    named: 'one restock',
  },
  {
    name: 'the restock is written in the transaction of the sale',
    symbol: 'restock',
    change: replaceCall('requestRestock', (call) => `${call}.catch(() => null)`),
    tests: 'sell',
    named: 'cannot be requested',
  },
  {
    name: 'a purchase that is refused for lack of stock requests the restock',
    symbol: 'decide',
    change: dropStatement('refusal'),
    tests: 'sell',
    named: 'larger than the stock',
  },
  {
    name: 'a batch is repeated when another process was first with a key',
    symbol: 'keyRaces',
    change: value('0'),
    tests: 'shared-transactions',
    named: 'lose the race',
    on: 'MySQL',
  },
  {
    name: 'a key that has bought gets the same answer again',
    symbol: 'decide',
    change: dropStatement('replay'),
    tests: 'sell',
    named: 'nothing is left',
  },
  {
    name: 'a key buys one product',
    symbol: 'replay',
    change: always('sku'),
    tests: 'sell',
    named: 'bought something else',
  },
  {
    name: 'a key buys one quantity',
    symbol: 'replay',
    change: always('quantity'),
    tests: 'sell',
    named: 'bought something else',
  },
  {
    name: 'a commit whose answer was lost is looked up',
    symbol: 'sellBatch',
    change: never('wasCommitted'),
    tests: 'shared-transactions',
    named: 'connection breaks',
    on: 'MySQL',
  },
  {
    name: 'a connection rests after its purchase was refused under load',
    symbol: 'shedLoad',
    change: dropStatement('restAfter'),
    tests: 'shed-load',
  },
];
