import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { sweep } from '../../src/restocking/sweep.ts';
import type { Fault } from '../../src/simulator/faults.ts';
import type { RestockTiming } from '../../src/workflows/restock-contract.ts';
import { factoryId, otherFactoryId, quickTiming, stockDonuts } from './donuts.ts';
import type { Shop } from './shop.ts';
import { temporalCli, type TestTemporal } from './temporal.ts';

const anHour = 3_600_000;

/** A restock in some state, and what an operator has to know of it beside its id. */
export type Given = { id: string; variables?: Record<string, string> };

type FaultName = Extract<Fault, { name: 'down' | 'refuse' | 'slow' | 'forget-callback' | 'in-parts' }>['name'];

/** Brings restocks, each of a product of its own, into the states that the runbook is about. */
export function restockStates(db: Database, temporal: TestTemporal, shop: Shop) {
  let products = 0;

  const rowOf = async (id: string) => (await db('restocks').where({ id }).first())!;
  const stateOf = async (id: string) => (await rowOf(id)).state;
  const attentionOf = async (id: string) => (await rowOf(id)).attention;
  const handleOf = (id: string) => temporal.client.workflow.getHandle(id);
  const statusOf = async (id: string) => (await handleOf(id).describe()).status.name;
  const sweepOnce = () =>
    sweep({
      db,
      workflows: shop.workflows,
      factoryIds: new Set([factoryId, otherFactoryId]),
      onProgress: () => undefined,
    });
  const acceptedOf = async (id: string) =>
    [await shop.factory.order(id), await shop.otherFactory.order(id)].reduce((sum, it) => sum + (it?.accepted ?? 0), 0);

  /** A restock of a product of its own, at a factory that has this fault with its order alone. */
  async function begin(faults: FaultName[] = [], { leadTime = 1_000, ...timing }: Partial<RestockTiming> = {}) {
    products += 1;
    const sku = `P-${products}`;
    const id = `restock-${sku}-1`;
    await stockDonuts(db, 1, { leadTimeSeconds: leadTime / 1_000 }, sku);
    const only = { orders: id };
    await shop.factory.addFaults(
      faults.map((name) => (name === 'in-parts' ? { name, ...only, parts: 2, delayMs: anHour } : { name, ...only })),
    );
    const cause = { kind: 'person', detail: 'a test' } as const;
    // Between two tries Temporal lets a second go by, however short the interval.
    const whole = { ...quickTiming, orderTries: 1, orderRoundInterval: anHour, ...timing };
    const requested = await db.transaction((trx) => requestRestock(trx, sku, { cause, timing: whole }));
    await shop.workflows.startOrJoin(requested!.restock);
    return id;
  }

  const withAttention = async (attention: string, faults: FaultName[], timing: Partial<RestockTiming> = {}) => {
    const id = await begin(faults, timing);
    await expect.poll(() => attentionOf(id)).toBe(attention);
    await shop.factory.clearFaults(id);
    return { id };
  };
  const unavailable = () => withAttention('factory_unavailable', ['down']);
  const rejected = async () => {
    const given = await withAttention('factory_rejected', ['refuse']);
    await expect.poll(() => statusOf(given.id)).toBe('FAILED');
    return given;
  };
  const overdue = () => withAttention('delivery_overdue', ['forget-callback'], { leadTime: 0, overdueGrace: 0 });
  const ordered = async () => {
    const id = await begin(['forget-callback']);
    await expect.poll(() => stateOf(id)).toBe('ordered');
    return { id };
  };
  const partly = async () => {
    const id = await begin(['in-parts']);
    await expect.poll(() => stateOf(id)).toBe('partially_delivered');
    return { id };
  };
  /** The factory is asked, and has not answered. */
  const asked = async () => {
    const id = await begin(['slow'], { orderTimeout: 60_000 });
    await expect.poll(async () => (await rowOf(id)).trying_since).not.toBeNull();
    return { id };
  };
  /** The first try failed; the second of the same round comes by itself. */
  const betweenTries = async () => {
    const id = await begin(['down'], { orderTries: 2, orderRetryInterval: 30_000 });
    await expect.poll(async () => (await rowOf(id)).next_try_at).not.toBeNull();
    return { id };
  };
  const gaveUp = async () => {
    const id = await begin(['down'], { giveUpAfter: 1 });
    await expect.poll(() => statusOf(id)).toBe('FAILED');
    await shop.factory.clearFaults(id);
    return { id };
  };
  /** Given up since a time, as the lists of Temporal see it. */
  const outage = async () => {
    const SINCE = new Date().toISOString();
    const { id } = await gaveUp();
    const query = `WorkflowId = '${id}' AND ExecutionStatus = 'Failed'`;
    await expect.poll(async () => (await temporal.client.workflow.count(query)).count).toBe(1);
    return { id, variables: { SINCE } };
  };
  const held = async () => {
    const id = await begin();
    await expect.poll(() => stateOf(id)).toBe('delivered');
    await shop.factory.callBack(id, { quantity: 3, deliveryId: 'once-more' });
    await expect.poll(() => attentionOf(id)).toBe('unexpected_delivery');
    return { id, variables: { DELIVERY: `${id}/id:once-more` } };
  };
  const terminated = async () => {
    const given = await ordered();
    await temporalCli(temporal, 'workflow', 'terminate', '-w', given.id, '--reason', 'by mistake');
    await db('restocks')
      .where({ id: given.id })
      .update({ requested_at: new Date(Date.now() - 60_000) });
    const swept = async () => {
      await sweepOnce();
      return stateOf(given.id);
    };
    await expect.poll(swept).toBe('failed');
    return given;
  };
  /** Its last order failed: the id of the event to which a reset goes back. */
  const rejectedAtEvent = async () => {
    const { id } = await rejected();
    const { events } = await handleOf(id).fetchHistory();
    const order = events?.findLast((event) => event.activityTaskScheduledEventAttributes);
    const [failed] = (events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'placeFactoryOrder',
    );
    expect(order).toBeDefined();
    const event = failed?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
    return { id, variables: { EVENT: String(event) } };
  };
  const tomorrow = async () => ({
    ...(await overdue()),
    variables: { TOMORROW: new Date(Date.now() + 24 * anHour).toISOString() },
  });
  const untold = async () => {
    const { id } = await ordered();
    const DELIVERY = `${id}/only`;
    await db('deliveries').insert({
      id: DELIVERY,
      restock_id: id,
      sku: (await rowOf(id)).sku,
      quantity: 10,
      status: 'received',
      source: 'callback',
      received_at: new Date(),
    });
    return { id, variables: { DELIVERY } };
  };
  const pausedSchedule = async () => {
    await temporal.client.schedule.getHandle('restock-sweep').pause('a test');
    return { id: 'none' };
  };

  return {
    rowOf,
    stateOf,
    attentionOf,
    handleOf,
    statusOf,
    acceptedOf,
    unavailable,
    rejected,
    overdue,
    ordered,
    partly,
    asked,
    betweenTries,
    gaveUp,
    outage,
    held,
    terminated,
    rejectedAtEvent,
    tomorrow,
    untold,
    pausedSchedule,
  };
}
