import { expect, it } from 'vitest';
import { addUp, otherFactoryId } from '../support/donuts.ts';
import { farAway, halfOnly, resetDesk, slow, type Setting } from '../support/reset-desk.ts';
import { resetEverywhere, resetPoints } from '../support/resets.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const kim = { actor: 'Kim', reason: 'a test' };

describeRestocks('a restock that a person repaired, reset everywhere, again and again', (the) => {
  const { sellOut, forgetKeys, nothingChangesAndItEnds, skipOnMysql, callBack } = resetDesk(the);
  const repair = () => the.shop.repair;

  const shapes: { what: string; setting: Setting; mend: () => Promise<unknown>; onMysql?: true; onShelf: number }[] = [
    {
      what: 'received by hand',
      setting: { leadTime: farAway },
      async mend() {
        await expect.poll(the.state).toBe('ordered');
        await repair().receive(restockId, { ...kim, quantity: 4, deliveryId: 'a' });
        await repair().receive(restockId, { ...kim, deliveryId: 'b' });
      },
      onMysql: true,
      onShelf: 10,
    },
    {
      what: 'closed short',
      setting: { faults: halfOnly },
      async mend() {
        await expect.poll(the.state).toBe('partially_delivered');
        await repair().closeShort(restockId, kim);
      },
      onShelf: 5,
    },
    {
      what: 'taken in with goods that nobody expected',
      setting: { leadTime: farAway },
      async mend() {
        await expect.poll(the.state).toBe('ordered');
        await callBack({ quantity: 15, deliveryId: 'more' });
        await repair().decideDelivery(`${restockId}/id:more`, { ...kim, decision: 'take_in' });
      },
      onShelf: 15,
    },
    {
      what: 'retried after a refusal',
      setting: { faults: [{ name: 'refuse' }] },
      async mend() {
        await expect.poll(the.status).toBe('FAILED');
        await the.shop.factory.setFaults([]);
        await repair().retry(restockId, kim);
      },
      onShelf: 10,
    },
  ];
  it.for(shapes)('stays as it is: $what', slow, async (shape, context) => {
    if (!shape.onMysql) skipOnMysql(context);
    await sellOut(shape.setting);
    await shape.mend();
    await expect.poll(the.status).toBe('COMPLETED');
    expect(await addUp(the.db)).toMatchObject({ onHand: shape.onShelf });
    await forgetKeys();
    const points = await resetPoints(the);
    const look = await nothingChangesAndItEnds('COMPLETED');
    expect(await resetEverywhere(the, points, ['COMPLETED', 'RUNNING'], look)).toBeGreaterThanOrEqual(8);
  });

  it(
    'is ordered from one factory, whichever of its runs is reset, after it was sent to another',
    slow,
    async (context) => {
      skipOnMysql(context);
      await sellOut({ faults: [{ name: 'refuse' }] });
      await expect.poll(the.status).toBe('FAILED');
      const before = await resetPoints(the);
      await repair().changeFactory(restockId, { ...kim, factoryId: otherFactoryId, confirmed: false });
      await expect.poll(the.status).toBe('COMPLETED');
      await the.shop.factory.setFaults([{ name: 'forget-keys' }]);
      await the.shop.otherFactory.setFaults([{ name: 'forget-keys' }]);
      const nothingChanges = await nothingChangesAndItEnds('COMPLETED', 'FAILED');
      const look = async (which: string) => {
        await nothingChanges(which);
        expect(await the.shop.otherFactory.orders()).toMatchObject([{ accepted: 1 }]);
      };
      const points = [...before, ...(await resetPoints(the))];
      // A run that failed does so again from its last event; the sweep has nothing to end there.
      const resets = await resetEverywhere(the, points, ['COMPLETED', 'RUNNING', 'FAILED'], look, [[]]);
      expect(resets).toBeGreaterThanOrEqual(8);
    },
  );
});
