import { beforeEach, expect, it } from 'vitest';
import { handOverNotices } from '../../src/restocking/attention-notices.ts';
import { raiseAttention, recordOrder } from '../../src/restocking/restock-transitions.ts';
import type { AttentionNotice } from '../../src/workflows/restock-contract.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId } from '../support/donuts.ts';
import { aMinuteAgo, insertRestocks, skusOf } from '../support/many-rows.ts';

describeDatabase('the notices of attentions', (open) => {
  let db: OpenDatabase['db'];
  let handed: AttentionNotice[];
  let id: string;

  beforeEach(async () => {
    ({ db } = await open());
    handed = [];
    [id = ''] = await insertRestocks(db, ['donut']);
  });
  const handOver = () => handOverNotices({ db, start: async (notice) => void handed.push(notice) });

  it('say what was wrong, also when it is over and something else has been since', async () => {
    await raiseAttention(db, id, 'factory_unavailable', 'It is down.');
    await raiseAttention(db, id, 'internal_error', 'The disk is full.');
    await handOver();
    await recordOrder(db, id, 'F-1');
    await handOver();
    expect(handed.map(({ kind, reason, error }) => [kind, reason, error])).toEqual([
      ['raised', 'factory_unavailable', 'It is down.'],
      ['raised', 'internal_error', 'The disk is full.'],
      ['cleared', 'factory_unavailable', 'It is down.'],
      ['cleared', 'internal_error', 'The disk is full.'],
    ]);
    expect(handed[0]).toMatchObject({ restockId: id, sku: 'donut', factoryId, state: 'requested' });
    expect(handed.at(-1)).toMatchObject({ state: 'ordered', clearedAt: expect.any(String) as string });
  });
});

describeDatabase('very many attentions', (open) => {
  it('are handed over two hundred at a time, each once, in the order in which they were raised', async () => {
    const { db } = await open();
    const ids = await insertRestocks(db, skusOf(203));
    const rows = ids.map((id) => ({ restock_id: id, attention: 'internal_error', raised_at: aMinuteAgo() }));
    await db.batchInsert('restock_attentions', rows, 100);
    const handed: AttentionNotice[] = [];
    const start = async (notice: AttentionNotice) => void handed.push(notice);
    const handOver = async () => {
      handed.length = 0;
      const count = await handOverNotices({ db, start });
      expect(handed).toHaveLength(count);
      return handed.map(({ kind, restockId }) => [kind, restockId]);
    };
    const raised = ids.map((id) => ['raised', id]);
    expect(await handOver()).toEqual(raised.slice(0, 200));
    expect(await handOver()).toEqual(raised.slice(200));
    expect(await handOver()).toEqual([]);
    await db('restock_attentions').update({ cleared_at: new Date() });
    const cleared = ids.map((id) => ['cleared', id]);
    expect(await handOver()).toEqual(cleared.slice(0, 200));
    expect(await handOver()).toEqual(cleared.slice(200));
    expect(await handOver()).toEqual([]);
  });

  it('of which one cannot be handed over are all handed over in the end', async () => {
    const { db } = await open();
    const ids = await insertRestocks(db, skusOf(3));
    const rows = ids.map((id) => ({ restock_id: id, attention: 'internal_error', raised_at: aMinuteAgo() }));
    await db('restock_attentions').insert(rows);
    const handed: string[] = [];
    let isAway = true;
    const start = async ({ restockId }: AttentionNotice) => {
      if (isAway && restockId === ids[1]) throw new Error('Temporal is away');
      handed.push(restockId);
    };
    await expect(handOverNotices({ db, start })).rejects.toThrow('away');
    isAway = false;
    expect(await handOverNotices({ db, start })).toBe(2);
    expect(handed).toEqual(ids);
  });
});
