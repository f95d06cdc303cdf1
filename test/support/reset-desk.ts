import type { WorkflowExecutionStatusName } from '@temporalio/client';
import { expect, type TestContext } from 'vitest';
import { addUp, donut } from './donuts.ts';
import { facts } from './resets.ts';
import { restockId, type RestockUnderTest } from './restock-under-test.ts';

export type Setting = NonNullable<Parameters<RestockUnderTest['open']>[0]> & { factoryIsUnknown?: boolean };

export const farAway = 3_600_000;
/** For a test that resets some dozens of times. */
export const slow = { timeout: 180_000 };
/** A factory that sends a half at once, and the other half after all tests. */
export const halfOnly: Setting['faults'] = [{ name: 'in-parts', parts: 2, delayMs: farAway }];
export const theRest = { quantity: 5, deliveryId: 'the-rest' };

/** What tests of resets do to a restock, and what they look at afterwards. */
export function resetDesk(the: RestockUnderTest) {
  /** Sells the only donut; the factory promises the goods for at once, so that deadlines are near after a reset too. */
  async function sellOut({ factoryIsUnknown = false, ...setting }: Setting = {}): Promise<void> {
    const shop = await the.open(setting);
    await the.db('products').update({ lead_time_seconds: 0 });
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    if (factoryIsUnknown) await the.db('restocks').update({ factory_id: 'FF-0' });
    await shop.startWorkers();
  }

  /** The factory would take a second order for a new one: only our own record keeps us from placing it. */
  const forgetKeys = () => the.shop.factory.setFaults([{ name: 'forget-keys' }]);

  /** Looks whether everything is as it is now. */
  async function nothingChanges() {
    const before = await facts(the);
    return async (which: string) => expect({ which, ...(await facts(the)) }).toEqual({ which, ...before });
  }

  /** The same, and a workflow whose restock is over does not go on waiting: the sweep sees to that. */
  async function nothingChangesAndItEnds(...ends: WorkflowExecutionStatusName[]) {
    const look = await nothingChanges();
    return async (which: string) => {
      await look(which);
      const swept = async () => {
        await the.sweep();
        return the.status();
      };
      await expect.poll(swept, { message: which }).toSatisfy((status) => ends.some((end) => end === status));
    };
  }

  async function sweepUntil(state: string): Promise<void> {
    const sweep = async () => {
      await the.sweep();
      return the.state();
    };
    await expect.poll(sweep).toBe(state);
  }

  async function expectDeliveredOnce(): Promise<void> {
    await sweepUntil('delivered');
    expect(await addUp(the.db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1 }]);
  }

  /** MySQL differs in its locks and keys, not in what a reset does: some shapes are enough there. */
  function skipOnMysql(context: TestContext): void {
    context.skip(the.db.client.config.client === 'mysql2', 'all shapes are tested on SQLite');
  }

  const callBack = (told: { quantity?: number; deliveryId?: string } = {}) =>
    the.shop.factory.callBack(restockId, told);

  return {
    sellOut,
    forgetKeys,
    nothingChanges,
    nothingChangesAndItEnds,
    sweepUntil,
    expectDeliveredOnce,
    skipOnMysql,
    callBack,
  };
}
