import { receiveDelivery } from '../../../src/restocking/receive-delivery.ts';
import { farAway, recorder, restockId, type Scene, type Shape } from './shape.ts';

const halfOnly: Shape['faults'] = [{ name: 'in-parts', parts: 2, delayMs: farAway }];

const callBack = ({ shop }: Scene, told: { quantity?: number; deliveryId?: string } = {}) =>
  shop.factory.callBack(restockId, told);
const waitsFor = async ({ untilRow, rest }: Scene, state: 'ordered' | 'partially_delivered' = 'ordered') => {
  await untilRow('state', state);
  await rest();
};
const comesLate = async (scene: Scene) => {
  await scene.untilRow('attention', 'delivery_overdue');
  await callBack(scene);
};

/** What can happen after the factory has accepted the order. */
export const waitingShapes: Record<string, Shape> = {
  plain: {},
  partial: { faults: [{ name: 'in-parts', parts: 3, delayMs: 50 }] },
  overdue: { timing: { overdueGrace: 100 }, leadTime: farAway, meanwhile: comesLate },
  'overdue-at-once': { timing: { overdueGrace: 0 }, leadTimeSeconds: 0, leadTime: farAway, meanwhile: comesLate },
  abandoned: { timing: { overdueGrace: 100, abandonAfter: 300 }, leadTime: farAway },
  'abandoned-at-once': { timing: { overdueGrace: 300, abandonAfter: 100 }, leadTime: farAway },
  'half-abandoned': { timing: { overdueGrace: 300, abandonAfter: 600 }, faults: halfOnly },
  extended: {
    timing: { overdueGrace: 100 },
    leadTime: farAway,
    meanwhile: async (scene) => {
      await scene.untilRow('attention', 'delivery_overdue');
      const expectedAt = new Date(Date.now() + farAway);
      await scene.shop.repair.extendDeadline(restockId, { ...recorder, expectedAt });
      await scene.rest();
      await callBack(scene);
    },
  },
  cancelled: {
    leadTime: farAway,
    meanwhile: async ({ untilRow, shop }) => {
      await untilRow('state', 'ordered');
      await shop.cancel(restockId);
    },
  },
  'cancelled-untold': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      const { db, shop, until, handle } = scene;
      await waitsFor(scene);
      await db('restocks').update({ id: 'away' });
      await shop.cancel(restockId);
      await until(async () =>
        Boolean((await handle().fetchHistory()).events?.some((event) => event.activityTaskFailedEventAttributes)),
      );
      await db('restocks').update({ id: restockId });
    },
  },
  'cancelled-while-booking': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      const { db, shop, until, handle } = scene;
      await waitsFor(scene);
      await db.schema.renameTable('deliveries', 'away');
      await shop.workflows.signalDelivered(restockId, 'a');
      await until(async () => Boolean((await handle().describe()).raw.pendingActivities?.length));
      await shop.cancel(restockId);
      await db.schema.renameTable('away', 'deliveries');
    },
  },
  terminated: {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      await scene.handle().terminate('by mistake');
    },
  },
  'received-by-hand': {
    leadTime: farAway,
    meanwhile: async ({ untilRow, shop }) => {
      await untilRow('state', 'ordered');
      await shop.repair.receive(restockId, { ...recorder, quantity: 4, deliveryId: 'a' });
      await shop.repair.receive(restockId, { ...recorder, deliveryId: 'b' });
    },
  },
  'closed-short': {
    faults: halfOnly,
    meanwhile: async (scene) => {
      await waitsFor(scene, 'partially_delivered');
      await scene.shop.repair.closeShort(restockId, recorder);
    },
  },
  'taken-in': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      await callBack(scene, { quantity: 15, deliveryId: 'more' });
      await scene.shop.repair.decideDelivery(`${restockId}/id:more`, { ...recorder, decision: 'take_in' });
    },
  },
  'sent-back': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      await callBack(scene, { quantity: 15, deliveryId: 'more' });
      await scene.shop.repair.decideDelivery(`${restockId}/id:more`, { ...recorder, decision: 'send_back' });
      await scene.rest();
      await callBack(scene, { deliveryId: 'right' });
    },
  },
  'told-by-row': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      const arrival = { restockId, senderDeliveryId: 'a', quantity: 10, source: 'callback' } as const;
      await receiveDelivery(scene.db, arrival, 0);
      await scene.shop.workflows.signalChanged(restockId);
    },
  },
  'meaningless-signals': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      await scene.handle().signal('delivered');
      await scene.handle().signal('delivered', { bookingKey: 'x' });
      await scene.handle().signal('unheard-of', 1);
      await scene.rest();
      await callBack(scene);
    },
  },
  'continued-while-waiting': {
    leadTime: farAway,
    meanwhile: async (scene) => {
      await waitsFor(scene);
      const first = await scene.runId();
      for (let part = 1; part <= 9; part++) {
        await callBack(scene, { quantity: 1, deliveryId: `part-${part}` });
        await scene.untilRow('delivered', part);
        await scene.rest();
      }
      await callBack(scene, { quantity: 1, deliveryId: 'part-10' });
      return first;
    },
  },
};
