import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { modelRuns } from '../support/generated-runs.ts';
import { interleave } from './interleave.ts';
import { LastingDatabase } from './lasting-database.ts';
import { readFacts, total } from './product-facts.ts';
import { command, openingStock, policy, productsForSale, type Command, type Policy } from './shop-commands.ts';
import { ShopModel } from './shop-model.ts';
import { ShopUnderTest, type Outcome } from './shop-under-test.ts';

const products = fc.array(fc.record({ policy, onHand: openingStock }), {
  minLength: productsForSale,
  maxLength: productsForSale,
});
const batches = fc.array(fc.array(command, { minLength: 2, maxLength: 16, size: 'max' }), {
  minLength: 1,
  maxLength: 5,
  size: 'max',
});
type Shelf = { policy: Policy; onHand: number };
const runs = modelRuns(25);
const indexes = Array.from({ length: productsForSale }, (_, index) => index);
/** For the long run, which a person starts. */
const patience = 60 * 60_000;

describeEachDatabase(`whatever happens to the shop (seed ${runs.seed})`, (open) => {
  let database: LastingDatabase;

  beforeAll(async () => {
    const { url } = await open();
    database = new LastingDatabase(url);
  });
  afterAll(() => database.close());

  it('does, one thing after the other, what the model does', { timeout: patience }, async () => {
    const sequence = fc.array(command, { minLength: 1, maxLength: 60, size: 'max' });
    const property = fc.asyncProperty(products, sequence, async (shelves, commands) => {
      const shop = await ShopUnderTest.open(database, shelves);
      const model = new ShopModel(shelves);
      for (const each of commands) {
        const expected = model.apply(each);
        assert.deepEqual(await shop.perform(each), expected);
        for (const index of 'product' in each ? [each.product] : indexes) {
          if (index >= productsForSale) continue;
          assert.deepEqual(await readFacts(database.db, shop.skus[index] ?? ''), model.facts(index));
        }
      }
      await shop.perform({ do: 'verify' });
      await shop.clear();
    });
    await expect(fc.assert(property, runs)).resolves.toBeUndefined();
  });

  it('keeps every promise when many things happen at once', { timeout: patience }, async () => {
    const property = fc.asyncProperty(products, batches, async (shelves, rounds) => {
      await keepsEveryPromise(shelves, rounds, (calls) => Promise.all(calls.map((call) => call())));
    });
    await expect(fc.assert(property, runs)).resolves.toBeUndefined();
  });

  it('keeps every promise in whatever order its statements reach the database', { timeout: patience }, async () => {
    const property = fc.asyncProperty(products, batches, fc.scheduler(), async (shelves, rounds, scheduler) => {
      await keepsEveryPromise(shelves, rounds, (calls) => interleave(database.db, scheduler, calls));
    });
    await expect(fc.assert(property, runs)).resolves.toBeUndefined();
  });

  type AllAtOnce = (calls: (() => Promise<Outcome>)[]) => Promise<Outcome[]>;

  async function keepsEveryPromise(shelves: Shelf[], rounds: Command[][], allAtOnce: AllAtOnce): Promise<void> {
    const shop = await ShopUnderTest.open(database, shelves);
    const done: Done[] = [];
    for (const round of rounds) {
      const together = round.filter((each) => each.do !== 'restart');
      const outcomes = await allAtOnce(together.map((each) => () => shop.perform(each)));
      done.push(...outcomes.map((outcome, index) => ({ command: together[index] as Command, outcome })));
      for (const restart of round.filter((each) => each.do === 'restart')) await shop.perform(restart);
    }
    await shop.perform({ do: 'verify' });
    for (const index of indexes) await assertToldAsItIs(shop, index, done, shelves[index]?.onHand ?? 0);
    await shop.clear();
  }

  type Done = { command: Command; outcome: Outcome };

  /** What callers were told, all together, is what is on record: nothing more, nothing less. */
  async function assertToldAsItIs(shop: ShopUnderTest, index: number, done: Done[], opening: number) {
    const sku = shop.skus[index] ?? '';
    const { db } = database;
    const facts = await readFacts(db, sku);
    const told = done.filter(({ command: each }) => 'product' in each && each.product === index);
    const count = (answer: Outcome['answer']) => told.filter(({ outcome }) => outcome.answer === answer).length;

    const sales = shop.told.filter((sale) => sale.sku === sku);
    const purchases = new Map(sales.map((sale) => [sale.id, sale]));
    const rows = await db('purchases').where({ sku }).select('id', 'quantity');
    const inOrder = (items: { id: string; quantity: number }[]) =>
      items.map(({ id, quantity }) => `${id} ${quantity}`).toSorted();
    assert.deepEqual(inOrder([...purchases.values()]), inOrder(rows), 'purchases told as sold against their rows');
    assert.equal(count('sold'), sales.length, 'purchases told as sold');
    for (const [key, same] of Map.groupBy(sales, (sale) => sale.key)) {
      if (key !== null) assert.equal(new Set(same.map(({ id }) => id)).size, 1, `purchases under the key ${key}`);
    }

    const adjusted = told.flatMap(({ command: each, outcome }) =>
      each.do === 'adjust' && outcome.answer === 'adjusted' ? [each] : [],
    );
    assert.equal(
      total(rows) + facts.onHand,
      opening + facts.delivered + total(adjusted),
      'sold and left against opened with, delivered and adjusted',
    );

    const byPeople = told.filter(({ outcome }) => outcome.answer === 'restock' && outcome.isNew).length;
    const bySales = shop.caused.filter((restock) => restock.sku === sku).length;
    assert.equal(byPeople + bySales, facts.restocks.length, 'restocks told as new against their rows');
    const deliveries = await db('deliveries').where({ sku }).select('status', 'quantity');
    const held = deliveries.filter(({ status }) => status === 'held').length;
    assert.equal(count('held'), held, 'deliveries told as held against their rows');
    assert.equal(count('accepted'), deliveries.length - held, 'deliveries told as accepted against their rows');
  }
});
