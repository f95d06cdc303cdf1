import { beforeEach, expect, it } from 'vitest';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { deliveriesOf } from '../../src/restocking/delivery-store.ts';
import { holdUnmatchedDelivery, matchRestock, receiveDelivery } from '../../src/restocking/receive-delivery.ts';
import { findOpenRestock, getRestock } from '../../src/restocking/restock-store.ts';
import {
  raiseAttention,
  recordCancellation,
  recordFailure,
  recordOrder,
  takeUp,
} from '../../src/restocking/restock-transitions.ts';
import { createSell, type Sell } from '../../src/sales/sell.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, quickTiming, stockDonuts } from '../support/donuts.ts';

const restockId = `restock-${donut}-1`;

describeEachDatabase('deliveries', (open) => {
  let db: OpenDatabase['db'];
  let sell: Sell;

  beforeEach(async () => {
    ({ db } = await open());
    sell = createSell({ db, timing: quickTiming, onRestockRequested: () => undefined });
    await stockDonuts(db, 1);
    await sell({ sku: donut, quantity: 1, idempotencyKey: null });
  });

  const receive = (quantity: number, senderDeliveryId: string | null = null, tolerance = 0) =>
    receiveDelivery(db, { restockId, senderDeliveryId, quantity, source: 'callback' }, tolerance);

  it('raises stock once, though the callback comes twice and the booking is repeated from many sides', async () => {
    await recordOrder(db, restockId, 'F-1');
    const receipts = await Promise.all(Array.from({ length: 20 }, () => receive(10)));
    expect(receipts.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(receipts.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
    const key = receipts[0]?.bookingKey ?? '';
    await Promise.all(Array.from({ length: 20 }, () => bookDelivery(db, restockId, key)));
    expect(await bookDelivery(db, restockId, key)).toMatchObject({ state: 'delivered', delivered: 10, unbooked: [] });
    expect(await addUp(db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
    expect(await findOpenRestock(db, donut)).toBeNull();
  });

  it('leaves alone a booking key that is not the restock’s own', async () => {
    const { bookingKey } = await receive(10);
    await sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await stockDonuts(db, 1, {}, 'other');
    await sell({ sku: 'other', quantity: 1, idempotencyKey: null });
    expect(await bookDelivery(db, 'restock-other-1', bookingKey)).toMatchObject({ delivered: 0 });
    expect(await bookDelivery(db, restockId, 'made up')).toMatchObject({ delivered: 0, unbooked: [bookingKey] });
  });

  it('books a delivery in parts, each under its own id, until the whole quantity is there', async () => {
    await recordOrder(db, restockId, 'F-1');
    const first = await receive(4, 'a');
    expect(await bookDelivery(db, restockId, first.bookingKey)).toMatchObject({
      state: 'partially_delivered',
      delivered: 4,
    });
    const second = await receive(6, 'b');
    expect(await bookDelivery(db, restockId, second.bookingKey)).toMatchObject({ state: 'delivered', delivered: 10 });
    expect(await getRestock(db, restockId)).toMatchObject({ attention: null, closedAt: expect.any(Date) as Date });
  });

  it('takes a delivery without an id once per restock', async () => {
    await receive(4);
    expect(await receive(6)).toMatchObject({ outcome: 'duplicate' });
  });

  it('takes a delivery without an id once, also where a person let in one that was held', async () => {
    expect(await receive(11)).toMatchObject({ outcome: 'held' });
    await db('deliveries').update({ status: 'booked' });
    expect(await receive(10)).toMatchObject({ outcome: 'duplicate' });
  });

  it('counts a corrected delivery without an id though an earlier count was held, and holds that one once', async () => {
    expect(await receive(11)).toMatchObject({ outcome: 'held' });
    expect(await receive(11)).toMatchObject({ outcome: 'duplicate' });
    const { outcome, bookingKey } = await receive(10);
    expect(outcome).toBe('accepted');
    expect(await receive(10)).toMatchObject({ outcome: 'duplicate' });
    expect(await receive(11)).toMatchObject({ outcome: 'duplicate' });
    expect(await bookDelivery(db, restockId, bookingKey)).toMatchObject({ state: 'delivered', delivered: 10 });
    expect(await receive(3)).toMatchObject({ outcome: 'duplicate' });
    expect(await addUp(db)).toEqual({ onHand: 10, sold: 1, delivered: 10 });
  });

  it('holds a delivery that the shelf has no room for', async () => {
    await adjustStock(db, donut, 1, 'found');
    await db('products').where({ sku: donut }).update({ on_hand: 1_000_000_000 });
    expect(await receive(10)).toMatchObject({ outcome: 'held' });
    await db('products').where({ sku: donut }).update({ on_hand: 999_999_990 });
    const { outcome, bookingKey } = await receive(10, 'a');
    expect(outcome).toBe('accepted');
    expect(await bookDelivery(db, restockId, bookingKey)).toMatchObject({ state: 'delivered' });
    expect(await onHandOf(db)).toBe(1_000_000_000);
  });

  it('holds what is more than the restock expects, counting what is received and not yet booked', async () => {
    expect(await receive(6, 'a')).toMatchObject({ outcome: 'accepted' });
    const held = await receive(5, 'b');
    expect(held.outcome).toBe('held');
    expect(await bookDelivery(db, restockId, held.bookingKey)).toMatchObject({ delivered: 0 });
    expect(await onHandOf(db)).toBe(0);
    expect(await getRestock(db, restockId)).toMatchObject({ attention: 'unexpected_delivery' });
  });

  it('accepts only what it expects when many deliveries come at once', async () => {
    const warmUp = Array.from({ length: 20 }, () => db.raw('select 1'));
    await Promise.all(warmUp);
    const receipts = await Promise.all(Array.from({ length: 20 }, (_, index) => receive(10, `d-${index}`)));
    expect(receipts.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(receipts.filter(({ outcome }) => outcome === 'held')).toHaveLength(19);
  });

  it('goes on showing goods that are held, whatever else happened to the restock since', async () => {
    await receive(11, 'a');
    await raiseAttention(db, restockId, 'factory_unavailable', 'down');
    await recordOrder(db, restockId, 'F-1');
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'ordered', attention: 'unexpected_delivery' });
    await recordCancellation(db, restockId, true);
    expect(await getRestock(db, restockId)).toMatchObject({ state: 'cancelled', attention: 'unexpected_delivery' });
  });

  it('accepts as much on top as the tolerance allows', async () => {
    expect(await receive(12, 'a', 0.1)).toMatchObject({ outcome: 'held' });
    expect(await receive(11, 'b', 0.1)).toMatchObject({ outcome: 'accepted' });
  });

  it('accepts the last unit of a tolerance that binary cannot hold exactly', async () => {
    await stockDonuts(db, 0, { orderQuantity: 100 }, 'hundred');
    await sell({ sku: 'hundred', quantity: 1, idempotencyKey: null });
    const arrival = { restockId: 'restock-hundred-1', senderDeliveryId: null, source: 'callback' } as const;
    expect(await receiveDelivery(db, { ...arrival, quantity: 113 }, 0.13)).toMatchObject({ outcome: 'accepted' });
  });

  it('keeps a delivery astray once that comes many times at once, also where the product had no restock yet', async () => {
    await stockDonuts(db, 1, {}, 'fresh');
    for (const claimedRestock of ['nobody', 'nothing', 'nowhere', 'never']) {
      const astray = { sku: 'fresh', claimedRestock, arrivalId: 'x', quantity: 1 };
      const receipts = await Promise.all(Array.from({ length: 20 }, () => holdUnmatchedDelivery(db, astray)));
      expect(receipts.filter(({ outcome }) => outcome === 'held')).toHaveLength(1);
      expect(receipts.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
    }
  });

  it('holds what comes after the restock was called off, and books what was accepted before', async () => {
    const before = await receive(4, 'a');
    await recordCancellation(db, restockId, true);
    expect(await receive(6, 'b')).toMatchObject({ outcome: 'held' });
    expect(await bookDelivery(db, restockId, before.bookingKey)).toMatchObject({ state: 'cancelled', delivered: 4 });
    expect(await onHandOf(db)).toBe(4);
  });

  it('still books what comes for a failed restock, and ends its parking when all is there', async () => {
    await recordOrder(db, restockId, 'F-1');
    await recordFailure(db, restockId, 'delivery_overdue', 'nothing came');
    const part = await receive(4, 'a');
    expect(await bookDelivery(db, restockId, part.bookingKey)).toMatchObject({ state: 'failed', delivered: 4 });
    const rest = await receive(6, 'b');
    expect(await bookDelivery(db, restockId, rest.bookingKey)).toMatchObject({ state: 'delivered', delivered: 10 });
    expect(await getRestock(db, restockId)).toMatchObject({ attention: null, failedAt: null });
  });

  it('does not start another restock while a failed one is parked', async () => {
    await recordFailure(db, restockId, 'factory_rejected', 'no such product');
    expect(await sell({ sku: donut, quantity: 1, idempotencyKey: null })).toMatchObject({
      outcome: 'sold-out',
      restock: { id: restockId, state: 'failed' },
    });
  });

  it('requests the next restock after the last one is done', async () => {
    const { bookingKey } = await receive(10);
    await bookDelivery(db, restockId, bookingKey);
    await sell({ sku: donut, quantity: 10, idempotencyKey: null });
    expect(await findOpenRestock(db, donut)).toMatchObject({ id: `restock-${donut}-2`, state: 'requested' });
  });

  it('lets a workflow that comes back take up a failed restock, with a whole lead time', async () => {
    await recordOrder(db, restockId, 'F-1');
    await db('restocks')
      .where({ id: restockId })
      .update({ expected_at: new Date(0) });
    await recordFailure(db, restockId, 'delivery_overdue', 'nothing came');
    const taken = await takeUp(db, restockId);
    expect(taken).toMatchObject({ state: 'ordered', attention: null, failedAt: null });
    expect(taken.expectedAt?.getTime()).toBeGreaterThan(Date.now());
  });

  it('leaves an ended restock as it is, whatever a reset workflow writes again', async () => {
    const { bookingKey } = await receive(10);
    await bookDelivery(db, restockId, bookingKey);
    const ended = await getRestock(db, restockId);
    await takeUp(db, restockId);
    await raiseAttention(db, restockId, 'factory_unavailable', 'down');
    await recordFailure(db, restockId, 'factory_unavailable', 'down');
    await recordCancellation(db, restockId, true);
    expect(await getRestock(db, restockId)).toEqual(ended);
  });

  it('leaves an ended restock called off, though its workflow is reset', async () => {
    await recordOrder(db, restockId, 'F-1');
    const ended = await recordCancellation(db, restockId, true);
    expect(await takeUp(db, restockId)).toEqual(ended);
    expect(await findOpenRestock(db, donut)).toBeNull();
  });

  it('counts only the first acceptance by the factory', async () => {
    const first = await recordOrder(db, restockId, 'F-1');
    expect(await recordOrder(db, restockId, 'F-2')).toEqual(first);
    expect(first).toMatchObject({ state: 'ordered', factoryOrderId: 'F-1' });
  });

  it('notes an order that was accepted after the restock was called off, which stays called off', async () => {
    await recordCancellation(db, restockId, false);
    const noted = await recordOrder(db, restockId, 'F-1');
    expect(noted).toMatchObject({ state: 'cancelled', factoryOrderId: 'F-1' });
    expect(await findOpenRestock(db, donut)).toBeNull();
  });

  it('says why it first failed, though it fails again', async () => {
    const failed = await recordFailure(db, restockId, 'factory_rejected', 'no such product');
    expect(await recordFailure(db, restockId, 'internal_error', 'its workflow was terminated')).toEqual(failed);
  });

  it('keeps a callback that fits no restock for a person, shown at the latest one', async () => {
    expect(await matchRestock(db, donut, 'restock-unknown-9')).toBeNull();
    const arrival = { sku: donut, claimedRestock: 'restock-unknown-9', arrivalId: '1', quantity: 10 };
    expect(await holdUnmatchedDelivery(db, arrival)).toMatchObject({ outcome: 'held' });
    expect(await holdUnmatchedDelivery(db, { ...arrival, arrivalId: '2' })).toMatchObject({ outcome: 'duplicate' });
    expect(await getRestock(db, restockId)).toMatchObject({ attention: 'unexpected_delivery' });
    expect(await deliveriesOf(db, restockId)).toMatchObject([{ status: 'held', quantity: 10 }]);
    expect(await onHandOf(db)).toBe(0);
  });

  it('matches a callback without a name to the one open restock', async () => {
    expect(await matchRestock(db, donut, null)).toMatchObject({ id: restockId });
    expect(await matchRestock(db, 'other', restockId)).toBeNull();
  });
});
