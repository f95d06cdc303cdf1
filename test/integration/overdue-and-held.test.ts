import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { createRepair, type Repair } from '../../src/restocking/repair/repair.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { raiseAttention, recordOrder } from '../../src/restocking/restock-transitions.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { insertRestocks } from '../support/many-rows.ts';
import { repairDesk } from '../support/repair-desk.ts';

const kim = { actor: 'Kim', reason: 'the factory called' };

describeDatabase('an overdue restock for which goods came that nobody expected', (open) => {
  let db: OpenDatabase['db'];
  let repair: Repair;
  let isOverdue: () => Promise<boolean>;
  let id: string;
  let delivery: string;

  beforeEach(async () => {
    ({ db } = await open());
    const { deps, workflows } = repairDesk(db);
    repair = createRepair(deps);
    const activities = createActivities({
      db,
      workflows,
      repair,
      factories: deps.factories,
      publicUrl: 'http://shop',
      logger: pino({ level: 'silent' }),
    });
    isOverdue = async () => (await activities.readRestock({ restockId: id })).isOverdue;
    [id = ''] = await insertRestocks(db, ['donut']);
    await recordOrder(db, id, 'F-1');
    await raiseAttention(db, id, 'delivery_overdue', 'It is late.');
    const arrival = { restockId: id, senderDeliveryId: 'D-1', quantity: 15, source: 'callback' } as const;
    ({ bookingKey: delivery } = await receiveDelivery(db, arrival, 0));
  });
  const attention = async () => (await getRestock(db, id)).attention;
  const sendBack = () => repair.decideDelivery(delivery, { ...kim, decision: 'send_back' });

  it('shows the goods first, is not reported late a second time, and shows that it is late again afterwards', async () => {
    expect([await attention(), await isOverdue()]).toEqual(['unexpected_delivery', true]);
    await sendBack();
    expect([await attention(), await isOverdue()]).toEqual(['delivery_overdue', true]);
  });

  it('is late no more once the factory got more time, also when the goods are decided on', async () => {
    await repair.extendDeadline(id, { ...kim, expectedAt: new Date(Date.now() + 3_600_000) });
    expect([await attention(), await isOverdue()]).toEqual(['unexpected_delivery', false]);
    await sendBack();
    expect([await attention(), await isOverdue()]).toEqual([null, false]);
  });
});
