import { always, never, unchain } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** Stock and its ledger. */
export const inventoryMutations: Mutation[] = [
  {
    name: 'stock is decremented only where there is enough',
    symbol: 'takeWhereEnough',
    change: unchain('whereRaw'),
    tests: 'ledger.sql',
  },
  {
    name: 'no more is added by hand than the stock may hold',
    symbol: 'addTo',
    change: always('mostOnHand'),
    tests: 'products-api',
    named: 'more than the shelf holds',
  },
  {
    name: 'stock is compared with the sum of the ledger',
    symbol: 'verifyLedger',
    change: never('on_hand'),
    tests: 'ledger.sql',
    named: 'changed without an entry',
  },
  {
    name: 'entries that are missing from the ledger are noticed',
    symbol: 'verifyLedger',
    change: never('missingEntries'),
    tests: 'ledger.sql',
    named: 'missing',
  },
  {
    name: "the product's lock comes first",
    symbol: 'lockProduct',
    change: unchain('forUpdate'),
    tests: 'deliveries',
    named: 'at once',
    on: 'MySQL',
  },
];
