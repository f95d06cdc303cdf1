import { otherFactoryId } from '../../support/donuts.ts';
import { receiveDelivery } from '../../../src/restocking/receive-delivery.ts';
import { down, farAway, recorder, restockId, type Scene, type Shape } from './shape.ts';

/** Rounds go on for as long as nobody cuts their pauses short. */
const longPauses = { orderTries: 1, orderRoundInterval: farAway, giveUpAfter: 2 * farAway };

const factoryUnknown = async ({ db }: Scene) => db('restocks').update({ factory_id: 'FF-0' });
const factoryKnown = async ({ db }: Scene) => db('restocks').update({ factory_id: 'FF-500293' });

/** Goods that a callback told of; the workflow is told where it is said so. */
const callBack = ({ db }: Scene, quantity: number, senderDeliveryId: string) =>
  receiveDelivery(db, { restockId, senderDeliveryId, quantity, source: 'callback' }, 0);

const pausing = async ({ untilRow, rest }: Scene) => {
  await untilRow('attention', 'factory_unavailable');
  await rest();
};

/** What can happen until the factory has accepted the order. */
export const orderingShapes: Record<string, Shape> = {
  refused: { faults: [{ name: 'refuse' }] },
  unavailable: { timing: { orderRoundInterval: 100, giveUpAfter: 300 }, faults: down },
  'unavailable-for-long': { timing: { orderTries: 1, orderRoundInterval: 2_000, giveUpAfter: 3_000 }, faults: down },
  recovered: { timing: { orderRoundInterval: 100 }, faults: [{ name: 'server-error', times: 4 }] },
  early: { faults: [{ name: 'early-callback' }] },
  'changed-in-pause': {
    timing: { orderRoundInterval: 3_000 },
    faults: [{ name: 'server-error', times: 3 }],
    meanwhile: async ({ untilRow, shop }) => {
      await untilRow('attention', 'factory_unavailable');
      await shop.workflows.signalChanged(restockId);
    },
  },
  'retried-now': {
    timing: longPauses,
    faults: [{ name: 'down', times: 1 }],
    meanwhile: ({ retryNow }) => retryNow(),
  },
  'stayed-away': {
    timing: longPauses,
    faults: [{ name: 'rate-limited', retryAfterSeconds: 3_000, times: 1 }],
    meanwhile: ({ retryNow }) => retryNow(),
  },
  'continued-while-ordering': {
    timing: { orderTries: 1, orderRoundInterval: 2 * farAway, giveUpAfter: farAway },
    faults: down,
    meanwhile: async ({ shop, runId, retryNow, rest }) => {
      const first = await runId();
      while ((await runId()) === first) {
        await retryNow();
        await rest();
      }
      await shop.factory.setFaults([]);
      await retryNow();
      return first;
    },
  },
  'worker-hung': {
    timing: longPauses,
    faults: [{ name: 'slow', delayMs: 1_000, times: 1 }],
    meanwhile: async ({ untilSet, retryNow }) => {
      await untilSet('trying_since');
      // Nothing of this process runs for longer than the heartbeat time-out, as if its machine had stood still.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000);
      await retryNow();
    },
  },
  'own-fault': {
    timing: longPauses,
    before: factoryUnknown,
    meanwhile: async (scene) => {
      const triedTimes = (times: number) => scene.untilRow('order_tries', times);
      await triedTimes(1);
      await scene.retryNow();
      await triedTimes(2);
      await scene.rest();
      await factoryKnown(scene);
      await scene.retryNow();
    },
  },
  'own-fault-given-up': { timing: { ...longPauses, giveUpAfter: 1 }, before: factoryUnknown },
  'told-before-start': { leadTime: farAway, before: (scene) => callBack(scene, 10, 'a') },
  'part-before-order': {
    timing: longPauses,
    leadTime: farAway,
    faults: down,
    meanwhile: async (scene) => {
      const { shop, untilSet } = scene;
      await pausing(scene);
      await shop.factory.setFaults([]);
      const { bookingKey } = await callBack(scene, 4, 'a');
      await shop.workflows.signalDelivered(restockId, bookingKey);
      await untilSet('ordered_at');
      await shop.factory.callBack(restockId, { quantity: 6, deliveryId: 'b' });
    },
  },
  'all-before-order': {
    timing: longPauses,
    faults: down,
    meanwhile: async (scene) => {
      await pausing(scene);
      await callBack(scene, 10, 'a');
      await scene.shop.workflows.signalChanged(restockId);
    },
  },
  'closed-in-pause': {
    timing: longPauses,
    faults: down,
    meanwhile: async (scene) => {
      const { shop, rest } = scene;
      await pausing(scene);
      await shop.repair.receive(restockId, { ...recorder, quantity: 4, deliveryId: 'a' });
      await rest();
      await shop.repair.closeShort(restockId, recorder);
    },
  },
  'cancelled-in-pause': {
    timing: longPauses,
    faults: down,
    meanwhile: async (scene) => {
      await pausing(scene);
      await scene.shop.cancel(restockId);
    },
  },
  'cancelled-while-asked': {
    timing: { orderTimeout: 60_000 },
    faults: [{ name: 'slow', delayMs: farAway }],
    meanwhile: async ({ untilSet, shop }) => {
      await untilSet('trying_since');
      await shop.cancel(restockId);
    },
  },
  'factory-changed': {
    timing: longPauses,
    faults: down,
    meanwhile: async (scene) => {
      const { shop, runId } = scene;
      await pausing(scene);
      const first = await runId();
      await shop.repair.changeFactory(restockId, { ...recorder, factoryId: otherFactoryId, confirmed: true });
      return first;
    },
  },
};
