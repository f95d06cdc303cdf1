import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import { usualLimits } from '../../src/sales/batcher.ts';
import { createSell, type Sell } from '../../src/sales/sell.ts';
import { cutAtCommit, type Cut } from '../support/cut-at-commit.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';

describeEachDatabase('purchases that arrive together', (open) => {
  let database: OpenDatabase;
  let db: Database;
  let requested: Restock[];
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    database = await open();
    db = database.db;
    requested = [];
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  const sellOn = (each: Database): Sell =>
    createSell({
      db: each,
      timing: quickTiming,
      onRestockRequested: (restock) => requested.push(restock),
      limits: { ...usualLimits, queueLimit: 10_000 },
    });

  /** The shop as another process would see it: with connections and batches of its own. */
  function anotherApi(url = database.url): { db: Database; sell: Sell } {
    const other = openDatabase({ url, poolSize: 4 });
    closing.push(() => other.destroy());
    return { db: other, sell: sellOn(other) };
  }

  /** Answers as words: `sold 7` with the stock left, `again 7` for a repeated answer, `sold-out 0`, or the refusal. */
  async function tell(answer: ReturnType<Sell>): Promise<string> {
    try {
      const sale = await answer;
      if (sale.outcome === 'sold-out') return `sold-out ${sale.onHand}`;
      return `${sale.replayed ? 'again' : 'sold'} ${sale.purchase.onHand}`;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }
  const order = (sku: string, quantity = 1, idempotencyKey: string | null = null) => ({
    sku,
    quantity,
    idempotencyKey,
  });

  /** Statements that the work sends, in small letters. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => statements.push(sql.toLowerCase());
    db.on('query', note);
    await work();
    db.off('query', note);
    return statements;
  }

  it('share one transaction, and each gets its own outcome in the order of arrival', async () => {
    await stockDonuts(db, 5);
    await stockDonuts(db, 3, {}, 'bagel');
    const sell = sellOn(db);
    await sell(order('bagel', 1, 'old'));
    const orders = [
      order(donut, 2, 'a'),
      order('nothing'),
      order('bagel', 1, 'old'),
      order(donut, 4),
      order(donut, 2, 'a'),
      order(donut, 3, 'a'),
      order('bagel', 2, 'b'),
      order('nothing', 1, 'b'),
      order(donut, 3),
      order(donut, 1, 'c'),
      order(donut, 1, 'old'),
    ];
    let told: string[] = [];
    const statements = await statementsOf(async () => {
      told = await Promise.all(orders.map((each) => tell(sell(each))));
    });
    expect(told).toEqual([
      'sold 3',
      'unknown-product',
      'again 2',
      'sold-out 3',
      'again 3',
      'idempotency-key-reused',
      'sold 0',
      'idempotency-key-reused',
      'sold 0',
      'sold-out 0',
      'idempotency-key-reused',
    ]);
    expect(statements.filter((sql) => sql.startsWith('begin'))).toHaveLength(1);
    expect(statements.filter((sql) => /(^|; )insert into purchases/.test(sql))).toHaveLength(1);
    expect(await addUp(db)).toEqual({ onHand: 0, sold: 5, delivered: 0 });
    expect(await addUp(db, 'bagel')).toEqual({ onHand: 0, sold: 3, delivered: 0 });
    expect([await onHandOf(db), await onHandOf(db, 'bagel')]).toEqual([0, 0]);
    // The donut's first shortage was a refusal, the bagel's a sale.
    expect(requested.map(({ sku, cause: { kind } }) => `${sku} ${kind}`).toSorted()).toEqual([
      `${donut} refusal`,
      'bagel sale',
    ]);
  });

  it('of a key that was refused for lack of stock may succeed later in the same batch', async () => {
    await stockDonuts(db, 2);
    const sell = sellOn(db);
    const told = await Promise.all([order(donut, 3, 'k'), order(donut, 2, 'k')].map((each) => tell(sell(each))));
    expect(told).toEqual(['sold-out 2', 'sold 0']);
  });

  it('are not failed by one among them that cannot be written', async () => {
    await stockDonuts(db, 5);
    await stockDonuts(db, 5, {}, 'broken');
    const taken = { id: 'x', sku: 'broken', sequence: 2, quantity: 1, on_hand: 4, purchased_at: new Date() };
    await db('purchases').insert(taken);
    const sell = sellOn(db);
    const told = await Promise.all([donut, 'broken', donut].map((sku) => tell(sell(order(sku)))));
    expect([told[0], told[2]]).toEqual(['sold 4', 'sold 3']);
    expect(told[1]).toMatch(/DUP_ENTRY|CONSTRAINT/);
    expect(await onHandOf(db, 'broken')).toBe(5);
  });

  it('at two APIs sell each key once, whatever it is asked to buy where', async () => {
    const skus = ['a', 'b', 'c'];
    for (const sku of skus) await stockDonuts(db, 1_000, {}, sku);
    const apis = [{ sell: sellOn(db) }, anotherApi()];
    const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
    const told = await Promise.all(
      keys.flatMap((key, index) =>
        apis.flatMap(({ sell }, api) =>
          // Every second key asks the two for different products, so that no lock of a product keeps them apart.
          [0, 1].map(() => tell(sell(order(skus[(index + (index % 2) * api) % 3]!, 1, key)))),
        ),
      ),
    );
    const count = (word: string) => told.filter((each) => each.startsWith(word)).length;
    expect(count('sold ')).toBe(60);
    expect(count('again')).toBe(60 + 60);
    expect(count('idempotency-key-reused')).toBe(60);
    const sums = await Promise.all(skus.map((sku) => addUp(db, sku)));
    expect(sums.reduce((sum, { sold }) => sum + sold, 0)).toBe(60);
  });

  it('that lose the race for their key to another process find what that has bought', async ({ skip }) => {
    skip(database.dialect === 'SQLite', 'it has one writer, so nobody is first within a transaction');
    await stockDonuts(db, 5);
    const other = await db.transaction();
    const row = { id: 'x', sku: donut, sequence: 1_000, quantity: 1, on_hand: 4, purchased_at: new Date() };
    await other('purchases').insert({ ...row, idempotency_key: 'k' });
    const told = tell(sellOn(db)(order(donut, 1, 'k')));
    const waiting =
      "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'insert into purch%'";
    await expect.poll(async () => ((await db.raw(waiting)) as [unknown[]])[0]).toHaveLength(1);
    await other.commit();
    expect(await told).toBe('again 4');
    expect(await onHandOf(db)).toBe(5);
  });

  it('at two APIs never wait for each other in a circle', async () => {
    const skus = Array.from({ length: 40 }, (_, index) => `sku-${index}`);
    for (const sku of skus) await stockDonuts(db, 50, {}, sku);
    const other = anotherApi();
    const conflicts: unknown[] = [];
    for (const each of [db, other.db])
      each.on('query-error', (error: { errno?: number }) => conflicts.push(error.errno));
    const apis = [sellOn(db), other.sell];
    const told = await Promise.all(
      apis.map(async (sell, api) => {
        const answers: string[] = [];
        for (let round = 0; round < 10; round += 1) {
          const shuffled = skus.map((_, index) => skus[(index * (api === 0 ? 7 : 33) + round) % skus.length]!);
          answers.push(...(await Promise.all(shuffled.map((sku) => tell(sell(order(sku, 3)))))));
        }
        return answers;
      }),
    );
    expect(told.flat().filter((each) => each.startsWith('sold '))).toHaveLength(40 * 16);
    expect(told.flat().filter((each) => each.startsWith('sold-out'))).toHaveLength(40 * 4);
    expect(conflicts.filter((errno) => errno === 1213)).toEqual([]);
    for (const sku of skus) expect(await addUp(db, sku)).toEqual({ onHand: 2, sold: 48, delivered: 0 });
  });

  it('leave one restock and one start behind when thousands come for the last units', async () => {
    await stockDonuts(db, 100);
    const apis = [sellOn(db), anotherApi().sell];
    const crowd = (count: number) =>
      Promise.all(apis.flatMap((sell) => Array.from({ length: count }, () => tell(sell(order(donut))))));
    const told = await crowd(2_000);
    expect(told.filter((each) => each.startsWith('sold '))).toHaveLength(100);
    expect(told.filter((each) => each === 'sold-out 0')).toHaveLength(3_900);
    expect(await listRestocks(db, {}, { after: null, limit: 10 })).toHaveLength(1);
    expect(requested.map(({ id }) => id)).toEqual([`restock-${donut}-1`]);
    const statements = await statementsOf(() => crowd(1_000));
    expect(statements.filter((sql) => /insert|update [^;]*set/.test(sql))).toEqual([]);
    expect(statements.length).toBeLessThan(100);
    expect(requested).toHaveLength(1);
  });

  it.for<{ lost: Exclude<Cut, null>; key: string | null }>([
    { lost: 'before', key: null },
    { lost: 'before', key: 'k' },
    { lost: 'after', key: null },
    { lost: 'after', key: 'k' },
  ])('are sold once when the connection breaks $lost the commit takes effect (key: $key)', async (given, { skip }) => {
    skip(database.dialect === 'SQLite', 'a file has no connections');
    const way = await cutAtCommit(database.url);
    closing.push(() => way.close());
    const { sell } = anotherApi(way.url);
    await stockDonuts(db, 3);
    way.cutNext(given.lost);
    const told = await Promise.all([tell(sell(order(donut, 1, given.key))), tell(sell(order(donut, 2)))]);
    expect(way.cuts()).toBe(1);
    expect(told).toEqual(['sold 2', 'sold 0']);
    expect(await addUp(db)).toEqual({ onHand: 0, sold: 3, delivered: 0 });
    expect(await listRestocks(db, {}, { after: null, limit: 10 })).toHaveLength(1);
    expect(requested).toHaveLength(1);
  });

  it('have an unknown outcome when the database stays away after the commit', async ({ skip }) => {
    skip(database.dialect === 'SQLite', 'a file has no connections');
    const way = await cutAtCommit(database.url);
    const { sell } = anotherApi(way.url);
    await stockDonuts(db, 3);
    const holder = await db.transaction();
    await holder('products').where({ sku: donut }).forUpdate().first();
    const answer = sell(order(donut, 1, 'k'));
    const failure = answer.catch((error: unknown) => error);
    await way.close();
    expect(await failure).toMatchObject({ fatal: true });
    await holder.rollback();
    expect(await tell(sellOn(db)(order(donut, 1, 'k')))).toMatch(/^(sold|again) 2$/);
    expect(await addUp(db)).toMatchObject({ sold: 1 });
  });
});
