/**
 * Takes one guard out at a time, in a copy of the tree, and shows that the tests notice: `npm run guards`. A guard whose
 * absence leaves the tests green is either not needed or not tested.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './launcher/settings.ts';
import { findTemporal } from './temporal-binary.ts';

type Guard = {
  name: string;
  file: string;
  /** The guard as it stands in the file, and what is left without it. */
  text: string;
  without?: string;
  /** Arguments for vitest: the tests that must notice. */
  tests: string[];
};

const sell = 'test/integration/sell.test.ts';
const deliveries = 'test/integration/deliveries.test.ts';
const migrations = 'test/integration/migrations.test.ts';
const shop = 'src/db/migrations/001-shop.ts';

const guards: Guard[] = [
  {
    name: 'stock is taken only where there is enough',
    file: 'src/inventory/shelf.ts',
    text: "    .where('on_hand', '>=', quantity)\n",
    tests: [sell],
  },
  {
    name: 'the database refuses stock below zero',
    file: shop,
    text: "      table.check('on_hand >= 0', [], 'products_on_hand_not_negative');\n",
    tests: [migrations],
  },
  { name: 'one booking a delivery', file: shop, text: ".unique('stock_movements_booking')", tests: [deliveries] },
  { name: 'one open restock a product', file: shop, text: ".unique('restocks_one_open')", tests: [migrations] },
  { name: 'one sale a key', file: shop, text: ".unique('purchases_idempotency_key')", tests: [sell] },
  {
    name: 'the sale that empties the shelf requests the restock',
    file: 'src/sales/sell.ts',
    text: 'isStockout(change.onHand, change.policy)',
    without: 'isStockout(Infinity, change.policy)',
    tests: [sell],
  },
  {
    name: "the product's lock comes first",
    file: 'src/inventory/product-store.ts',
    text: '.forUpdate()',
    tests: [deliveries, '-t', 'MySQL'],
  },
  {
    name: 'an order on record is not placed again',
    file: 'src/activities/place-factory-order.ts',
    text: ' || restock.orderedAt !== null',
    tests: ['test/integration/restock-repair.test.ts', '-t', 'SQLite.*may be reset'],
  },
  {
    name: 'the sweep starts what has no workflow',
    file: 'src/restocking/sweep.ts',
    text: '  await forEach(doubtful, (restock) => ensureWorkflow(deps, restock, report));\n',
    tests: ['test/integration/processes.test.ts', '-t', 'SQLite.*Temporal is away'],
  },
];

const copy = mkdtempSync(join(tmpdir(), 'restock-guards-'));
try {
  for (const file of execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')) {
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const { path } = await findTemporal(process.env);
  const unnoticed: string[] = [];
  for (const guard of guards) {
    const noticed = await isNoticed(guard, path);
    console.log(`${noticed ? '✓ red  ' : '✗ GREEN'}  without: ${guard.name}`);
    if (!noticed) unnoticed.push(guard.name);
  }
  console.log(`The tests noticed ${guards.length - unnoticed.length} of ${guards.length} removals.`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}

async function isNoticed({ file, text, without = '', tests }: Guard, temporal: string): Promise<boolean> {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (!whole.includes(text))
    throw new Error(`${file} has no longer the guard "${text}": bring scripts/guards.ts up to date.`);
  writeFileSync(path, whole.replace(text, without));
  try {
    const env = { ...process.env, TEMPORAL_EXECUTABLE: temporal };
    await promisify(execFile)(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...tests], {
      cwd: copy,
      env,
    });
    return false;
  } catch (error) {
    // Red because a test failed, and not because nothing could be run.
    return /Tests .*failed/.test((error as { stdout?: string }).stdout ?? '');
  } finally {
    writeFileSync(path, whole);
  }
}
