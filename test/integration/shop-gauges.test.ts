import { beforeEach, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { createShopGauges } from '../../src/metrics/shop-gauges.ts';
import { describeDatabase } from '../support/databases.ts';
import { insertRestocks, skusOf } from '../support/many-rows.ts';
import { samplesOf } from '../support/metric-texts.ts';

const requested = 'restock_restocks{state="requested"}';

describeDatabase('what a scrape asks of the database', (open) => {
  let db: Database;
  let queries: number;

  beforeEach(async () => {
    const { url } = await open();
    db = openDatabase({ url, poolSize: 1 });
    queries = 0;
    db.on('query', () => (queries += 1));
    return () => db.destroy();
  });

  const scrape = async (gauges: ReturnType<typeof createShopGauges>) => samplesOf(await gauges.text());

  it('is left out where it does not come in time, and is there again when it does', async () => {
    const gauges = createShopGauges(db, () => true, { figuresLast: 0, deadline: 50 });
    // The one connection: whoever else wants it waits.
    const holder = await db.transaction();
    const without = await scrape(gauges);
    expect(holder.isCompleted()).toBe(false);
    expect([without.get('restock_ready'), without.has(requested)]).toEqual([0, false]);
    await holder.rollback();
    await expect.poll(async () => (await scrape(gauges)).get('restock_ready')).toBe(1);
    expect((await scrape(gauges)).get(requested)).toBe(0);
  });

  it('is asked again when the figures are old, and not before', async () => {
    const lasting = createShopGauges(db, () => true, { figuresLast: 3_600_000, deadline: 10_000 });
    const passing = createShopGauges(db, () => true, { figuresLast: -1, deadline: 10_000 });
    for (const gauges of [lasting, passing]) await gauges.text();
    await insertRestocks(db, skusOf(3));
    queries = 0;
    expect((await scrape(lasting)).get(requested)).toBe(0);
    expect(queries).toBe(0);
    expect((await scrape(passing)).get(requested)).toBe(3);
    expect(queries).toBe(3);
  });

  it('is nothing while the process is not ready', async () => {
    const gauges = createShopGauges(db, () => false);
    expect((await scrape(gauges)).get('restock_ready')).toBe(0);
    expect(queries).toBe(0);
  });
});

describeDatabase('the figures of the shop at /metrics', (open) => {
  it('are left out as soon as the database is away, rather than shown as they were before', async () => {
    const { db } = await open();
    await insertRestocks(db, skusOf(3));
    let isReady = true;
    const gauges = createShopGauges(db, () => isReady);
    const samples = async () => samplesOf(await gauges.text());
    expect((await samples()).get(requested)).toBe(3);
    isReady = false;
    const away = await samples();
    expect([...away.keys()]).toEqual(['restock_ready']);
    expect(away.get('restock_ready')).toBe(0);
    isReady = true;
    expect((await samples()).get(requested)).toBe(3);
  });
});
