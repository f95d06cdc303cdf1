import { beforeEach, expect, it } from 'vitest';
import { handOverNotices } from '../../src/restocking/attention-notices.ts';
import { raiseAttention, recordOrder } from '../../src/restocking/restock-transitions.ts';
import type { AttentionNotice } from '../../src/workflows/restock-contract.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { factoryId } from '../support/donuts.ts';
import { insertRestocks } from '../support/many-rows.ts';

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
