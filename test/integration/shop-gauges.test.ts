import { expect, it } from 'vitest';
import { createShopGauges } from '../../src/metrics/shop-gauges.ts';
import { describeDatabase } from '../support/databases.ts';
import { insertRestocks, skusOf } from '../support/many-rows.ts';
import { samplesOf } from '../support/metric-texts.ts';

describeDatabase('the figures of the shop at /metrics', (open) => {
  it('are left out as soon as the database is away, rather than shown as they were before', async () => {
    const { db } = await open();
    await insertRestocks(db, skusOf(3));
    let isReady = true;
    const gauges = createShopGauges(db, () => isReady);
    const requested = 'restock_restocks{state="requested"}';
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
