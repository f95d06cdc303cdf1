import { dropStatement, editString, unchain } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** What the database itself refuses. */
export const schemaMutations: Mutation[] = [
  {
    name: 'the database refuses stock below zero',
    symbol: 'migration001',
    change: dropStatement('products_on_hand_not_negative'),
    tests: 'migrations',
    named: 'below zero',
  },
  {
    name: 'unique: one product per SKU',
    symbol: 'migration001',
    change: unchain('primary', 'sku'),
    tests: 'ledger.sql',
    named: 'creates a product',
  },
  {
    name: 'unique: one purchase per Idempotency-Key',
    symbol: 'migration001',
    change: unchain('unique', 'purchases_idempotency_key'),
    tests: 'shared-transactions',
    named: 'lose the race for their key',
    on: 'MySQL',
  },
  {
    name: 'unique: one sale per position in the ledger',
    symbol: 'migration001',
    change: dropStatement('purchases_ledger'),
    tests: 'migrations',
    named: 'same place',
  },
  {
    name: 'unique: one stock movement per position in the ledger',
    symbol: 'migration001',
    change: dropStatement('stock_movements_ledger'),
    tests: 'migrations',
    named: 'same place',
  },
  {
    name: 'unique: one booking per delivery',
    symbol: 'migration001',
    change: unchain('unique', 'stock_movements_booking'),
    tests: 'deliveries',
    named: 'repeated from many sides',
    on: 'MySQL',
  },
  {
    name: 'unique: one open restock per product',
    symbol: 'migration001',
    change: unchain('unique', 'restocks_one_open'),
    tests: 'migrations',
    named: 'second open restock',
  },
  {
    name: 'unique: one restock per id',
    symbol: 'migration001',
    change: unchain('primary', 'id', 96),
    tests: 'migrations',
    named: 'second restock under the same',
  },
  {
    name: 'unique: one restock per number',
    symbol: 'migration001',
    change: dropStatement('restocks_number'),
    tests: 'migrations',
    named: 'second restock under the same',
  },
  {
    name: 'unique: one delivery per booking key',
    symbol: 'migration001',
    change: unchain('primary', 'id', 255),
    tests: 'migrations',
    named: 'second delivery under the same',
  },
  {
    name: 'keys and SKUs are compared byte by byte',
    symbol: 'migration001',
    change: editString(' collate ascii_bin', ''),
    tests: 'sell',
    named: 'case',
    on: 'MySQL',
  },
  {
    name: 'unique: one retry per failed run, however many ask for it',
    symbol: 'migration002',
    change: unchain('unique', 'restock_actions_claim'),
    tests: 'repair',
    named: 'pressed by many at once',
  },
];
