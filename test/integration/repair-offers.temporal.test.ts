import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RepairOffer, RestockInFull } from '../../src/api/answers.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { otherFactoryId } from '../support/donuts.ts';
import { restockStates, type Given } from '../support/restock-states.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { openNamespace } from '../support/namespace.ts';
import type { TestTemporal } from '../support/temporal.ts';

type Kind = RepairOffer['kind'];
type States = ReturnType<typeof restockStates>;
type Case = {
  state: string;
  given: (the: States, shop: Shop, db: OpenDatabase['db']) => Promise<Given>;
  /** What applies, the best first. */
  can: Kind[];
  /** Why the rest does not. */
  denied: Partial<Record<Kind, string>>;
};

const by = { reason: 'a test', actor: 'Kim' };
const over = { retry: 'over', receive: 'over-goods', extend_deadline: 'over', change_factory: 'over' };
const allOver = { ...over, close_short: 'over', cancel: 'over' };
const unordered = { extend_deadline: 'not-ordered', close_short: 'nothing-came' };
const ordered = { retry: 'awaited', change_factory: 'ordered' };

const untold = (db: OpenDatabase['db'], given: Given, quantity: number) =>
  db('deliveries').insert({
    id: `${given.id}/untold`,
    restock_id: given.id,
    sku: given.id.replace(/^restock-|-\d+$/g, ''),
    quantity,
    status: 'received',
    source: 'callback',
    received_at: new Date(),
  });

const cases: Case[] = [
  {
    state: 'between two rounds',
    given: (the) => the.unavailable(),
    can: ['retry', 'change_factory', 'receive', 'cancel'],
    denied: unordered,
  },
  {
    state: 'refused for good',
    given: (the) => the.rejected(),
    can: ['retry', 'change_factory', 'cancel', 'receive'],
    denied: { extend_deadline: 'failed', close_short: 'nothing-came' },
  },
  {
    state: 'given up',
    given: (the) => the.gaveUp(),
    can: ['retry', 'change_factory', 'receive', 'cancel'],
    denied: { extend_deadline: 'failed', close_short: 'nothing-came' },
  },
  {
    state: 'being asked for',
    given: (the) => the.asked(),
    can: ['receive', 'cancel'],
    denied: { ...unordered, retry: 'being-asked', change_factory: 'being-asked' },
  },
  {
    state: 'asked for again in a moment',
    given: (the) => the.betweenTries(),
    can: ['receive', 'change_factory', 'cancel'],
    denied: { ...unordered, retry: 'asked-soon' },
  },
  {
    state: 'unconfirmed, with some goods',
    async given(the, shop) {
      const given = await the.unavailable();
      await shop.repair.receive(given.id, { ...by, quantity: 1, deliveryId: 'unconfirmed' });
      return given;
    },
    can: ['retry', 'receive', 'close_short', 'cancel'],
    denied: { extend_deadline: 'not-ordered', change_factory: 'goods-came' },
  },
  {
    state: 'ordered',
    given: (the) => the.ordered(),
    can: ['receive', 'extend_deadline', 'cancel'],
    denied: { ...ordered, close_short: 'nothing-came' },
  },
  {
    state: 'overdue',
    given: (the) => the.overdue(),
    can: ['receive', 'extend_deadline', 'cancel'],
    denied: { ...ordered, close_short: 'nothing-came' },
  },
  {
    state: 'delivered in part',
    given: (the) => the.partly(),
    can: ['receive', 'extend_deadline', 'close_short', 'cancel'],
    denied: ordered,
  },
  {
    state: 'delivered in part, with the rest on its way to the shelf',
    async given(the, _, db) {
      const given = await the.partly();
      await untold(db, given, 5);
      return given;
    },
    can: ['extend_deadline', 'cancel'],
    denied: { ...ordered, receive: 'all-came', close_short: 'being-shelved' },
  },
  {
    state: 'ordered for a shelf that is full',
    async given(the, _, db) {
      const given = await the.ordered();
      await db('products')
        .where({ sku: (await the.rowOf(given.id)).sku })
        .update({ on_hand: 1_000_000_000 });
      return given;
    },
    can: ['extend_deadline', 'cancel'],
    denied: { ...ordered, receive: 'no-room', close_short: 'nothing-came' },
  },
  {
    state: 'terminated from outside',
    given: (the) => the.terminated(),
    can: ['retry', 'receive', 'cancel'],
    denied: { extend_deadline: 'failed', change_factory: 'ordered', close_short: 'nothing-came' },
  },
  { state: 'delivered, with goods too many', given: (the) => the.held(), can: [], denied: allOver },
  {
    state: 'called off',
    async given(the) {
      const given = await the.ordered();
      // By its caller, so that no press of the same repair is found.
      await the.handleOf(given.id).cancel();
      await expect.poll(() => the.stateOf(given.id)).toBe('cancelled');
      return given;
    },
    can: [],
    denied: allOver,
  },
];

describeDatabase('what a restock offers', (open) => {
  let db: OpenDatabase['db'];
  let temporal: TestTemporal;
  let shop: Shop;
  let the: States;

  beforeAll(async () => {
    [{ db }, temporal] = await Promise.all([open(), openNamespace()]);
    shop = await openShop({ db, temporal });
    the = restockStates(db, temporal, shop);
    await shop.startWorkers();
  });
  afterAll(async () => {
    await shop.close();
    await temporal.teardown();
  });

  const read = async (id: string) => (await (await fetch(`${shop.url}/v1/restocks/${id}`)).json()) as RestockInFull;

  const bodies: Partial<Record<Kind, object>> = {
    change_factory: { factoryId: otherFactoryId, confirmed: true },
    extend_deadline: { expectedAt: '2027-01-01T00:00:00Z' },
  };
  async function press(id: string, kind: Kind) {
    const response = await fetch(`${shop.url}/v1/restocks/${id}/${kind.replace('_', '-')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...by, ...bodies[kind] }),
    });
    return { kind, status: response.status, body: (await response.json()) as object };
  }

  it.each(cases)('holds when it is pressed: $state', { timeout: 60_000 }, async ({ given, can, denied }) => {
    const { id } = await given(the, shop, db);
    const { repairs } = await read(id);
    expect(repairs.flatMap(({ kind, whyNot }) => (whyNot === null ? [kind] : []))).toEqual(can);
    const why = repairs.flatMap(({ kind, whyNot }) => (whyNot === null ? [] : [[kind, whyNot.code]]));
    expect(Object.fromEntries(why)).toEqual(denied);

    for (const { kind, whyNot } of repairs) {
      if (whyNot === null) continue;
      const { sentence: detail, code, facts } = whyNot;
      expect(await press(id, kind)).toMatchObject({ kind, status: 409, body: { detail, coded: { code, facts } } });
    }
    const others = await Promise.all(can.slice(1).map(() => given(the, shop, db)));
    for (const [index, kind] of can.entries()) {
      const each = [{ id }, ...others][index]!.id;
      // A workflow that was just told of a change looks at that first, for some milliseconds.
      await expect.poll(() => press(each, kind)).toMatchObject({ kind, status: 202, body: { repeated: false } });
    }
  });
});
