import { expect, it } from 'vitest';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import { startApi } from '../support/api.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, stockDonuts } from '../support/donuts.ts';

const clients = 50;
const checkouts = 1_000;

// What killed the old shop: 152 were told "sold", 849 got an error, and the stock went down by 22.
describeEachDatabase('a crowd of fifty, a thousand checkouts, a hundred donuts', (open) => {
  it('sells exactly a hundred, refuses nine hundred and fails nobody', async () => {
    const { db } = await open();
    await stockDonuts(db, 100, { orderQuantity: 0 });
    const api = await startApi(db, { env: { LEGACY_SKU: donut } });
    const told = new Map<string, number>();
    let left = checkouts;
    const buyer = async () => {
      while (left > 0) {
        left -= 1;
        const answer = await api.fetchRaw('/checkout', { method: 'POST' });
        const { message } = (await answer.json()) as { message: string };
        const said = `${answer.status} ${message.split('!')[0]}`;
        told.set(said, (told.get(said) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: clients }, buyer));
    await api.close();

    expect(Object.fromEntries(told)).toEqual({ '200 구매 완료': 100, '200 구매 실패': 900 });
    expect(await addUp(db)).toEqual({ onHand: 0, sold: 100, delivered: 0 });
    expect(await onHandOf(db)).toBe(0);
    expect(await listRestocks(db, {}, { after: null, limit: 1 })).toEqual([]);
  });
});
