import { randomUUIDv7 } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { readDatabaseTime } from '../../src/db/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createChangeFeed } from '../../src/events/change-feed.ts';
import { changesSince, type Change } from '../../src/events/change.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { insertProducts, insertRestocks, skusOf } from '../support/many-rows.ts';

const aMinute = 60_000;

describeEachDatabase('changes that somebody missed', (open) => {
  let db: Database;
  let now: Date;

  beforeEach(async () => {
    ({ db } = await open());
    now = await readDatabaseTime(db);
  });

  const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);

  async function told(toldUntil: Date | null | undefined) {
    const changes = await changesSince(db, toldUntil);
    const restocks = changes.find((change) => change.kind === 'restocks');
    const shelf = changes.find((change) => change.kind === 'shelf');
    return {
      until: restocks!.until,
      restocks: restocks!.restocks.map(({ sku }) => sku),
      moreRestocks: restocks!.more,
      shelf: shelf?.items.map(({ sku }) => sku).toSorted(),
      moreShelf: shelf?.more,
    };
  }
  /** So many products of which one unit was found just now. */
  async function found(skus: string[]) {
    await insertProducts(db, skus);
    const entry = { sequence: 1, kind: 'adjustment', quantity: 1, on_hand: 1, occurred_at: now };
    await db.batchInsert(
      'stock_movements',
      skus.map((sku) => ({ ...entry, id: randomUUIDv7(), sku })),
      100,
    );
  }

  it('are told one by one up to fifty restocks, and beyond that the latest fifty', async () => {
    const skus = skusOf(51);
    const ids = await insertRestocks(db, skus.slice(0, 50));
    for (const [index, id] of ids.entries()) {
      await db('restocks')
        .where({ id })
        .update({ changed_at: ago(50 - index) });
    }
    const latestFirst = skus.slice(0, 50).toReversed();
    expect(await told(ago(aMinute))).toMatchObject({ restocks: latestFirst, moreRestocks: false });
    await insertRestocks(db, skus.slice(50), { changed_at: ago(60) });
    expect(await told(ago(aMinute))).toMatchObject({ restocks: latestFirst, moreRestocks: true });
  });

  it('are told one by one up to two hundred products, and beyond that that there are more', async () => {
    const skus = skusOf(201);
    await found(skus.slice(0, 200));
    expect(await told(ago(aMinute / 2))).toMatchObject({ shelf: skus.slice(0, 200), moreShelf: false });
    await found(skus.slice(200));
    const more = await told(ago(aMinute / 2));
    expect(more.moreShelf).toBe(true);
    expect(new Set(more.shelf)).toHaveLength(200);
  });

  it('are those since a little before they were told last, for a change may be committed late', async () => {
    await insertRestocks(db, ['before'], { changed_at: ago(aMinute + 20_001) });
    await insertRestocks(db, ['late'], { changed_at: ago(aMinute + 20_000) });
    expect((await told(ago(aMinute))).restocks).toEqual(['late']);
  });

  it('of stock are not told one by one after a minute, as each sale is one', async () => {
    await found(['donut']);
    await insertRestocks(db, ['bagel'], { changed_at: now });
    expect(await told(ago(aMinute * 2))).toMatchObject({ restocks: ['bagel'], shelf: [], moreShelf: true });
    expect(await told(ago(aMinute / 2))).toMatchObject({ restocks: ['bagel'], shelf: ['donut'], moreShelf: false });
  });

  it('are none for those who begin, and all is read anew by those of whom nobody knows since when', async () => {
    await insertRestocks(db, ['bagel'], { changed_at: now });
    expect(await told(undefined)).toMatchObject({ restocks: [], moreRestocks: false, shelf: undefined });
    const anew = { restocks: [], moreRestocks: true, shelf: [], moreShelf: true };
    expect(await told(null)).toMatchObject(anew);
    expect(await told(new Date(now.getTime() + aMinute))).toMatchObject(anew);
    expect((await told(undefined)).until.getTime()).toBeGreaterThanOrEqual(now.getTime());
  });

  it('while the database was away are read anew by all who watch, with the counts, and told again from then on', async () => {
    const log = captureLog('warn');
    const changes: Change[] = [];
    await insertRestocks(db, ['bagel'], { changed_at: ago(aMinute) });
    const feed = createChangeFeed(db, log.logger, (change) => changes.push(change));
    await feed.join();
    let failures = 0;
    db.on('query-error', () => (failures += 1));
    try {
      await db.schema.renameTable('restocks', 'elsewhere');
      await expect.poll(() => failures).toBeGreaterThan(1);
      await db.schema.renameTable('elsewhere', 'restocks');
      await expect.poll(() => changes.map(({ kind }) => kind)).toContain('counts');
      const [restocks, shelf] = changes;
      expect(restocks).toMatchObject({ kind: 'restocks', restocks: [], more: true });
      expect(shelf).toEqual({ kind: 'shelf', items: [], more: true });
      const counts = changes.find((change) => change.kind === 'counts');
      expect(counts?.counts).toMatchObject({ total: 1 });
      // One warning, however long it lasts.
      expect(log.text().match(/trying on/g)).toHaveLength(1);
      await insertRestocks(db, ['cake'], { changed_at: await readDatabaseTime(db) });
      const told = () => changes.flatMap((change) => (change.kind === 'restocks' ? change.restocks : []));
      await expect.poll(() => told().map(({ sku }) => sku)).toContain('cake');
    } finally {
      feed.leave();
    }
  });
});
