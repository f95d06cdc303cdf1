import { rmSync } from 'node:fs';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { sweep } from '../../src/restocking/sweep.ts';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import type { Fault } from '../../src/simulator/faults.ts';
import { attentionReasons, type RestockTiming } from '../../src/workflows/restock-contract.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { readText } from '../support/deployment-files.ts';
import { donut, factoryId, otherFactoryId, quickTiming, stockDonuts } from '../support/donuts.ts';
import { openOperatorShell, runbookBlocks, runbookQueries } from '../support/runbook.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { startTemporal, temporalCli } from '../support/temporal.ts';

const anHour = 3_600_000;
const blocks = runbookBlocks();

describe('the runbook', { timeout: 60_000 }, () => {
  const shell = openOperatorShell();
  let db: Database;
  let temporal: TestWorkflowEnvironment;
  let shop: Shop;
  let drop: () => Promise<unknown>;
  let products = 0;

  beforeAll(async () => {
    const created = await createSqliteDatabase();
    db = openDatabase({ url: created.url, poolSize: 1 });
    await migrateUp(db);
    temporal = await startTemporal();
    shop = await openShop({ db, temporal });
    await shop.startWorkers();
    await setUpTemporal(temporal.client, anHour);
    await stockDonuts(db, 5);
    drop = created.drop;
  });
  afterAll(async () => {
    await shop.close();
    await temporal.teardown();
    await db.destroy();
    await drop();
    rmSync(shell.home, { recursive: true });
  });

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

  type Given = { id: string; variables?: Record<string, string> };
  type FaultName = Extract<Fault, { name: 'down' | 'refuse' | 'forget-callback' | 'in-parts' }>['name'];

  /** A restock of a product of its own, at a factory that has this fault with its order alone. */
  async function begin(faults: FaultName[] = [], timing: Partial<RestockTiming> = {}): Promise<string> {
    products += 1;
    const sku = `P-${products}`;
    const id = `restock-${sku}-1`;
    await stockDonuts(db, 1, {}, sku);
    const only = { orders: id };
    await shop.factory.addFaults(
      faults.map((name) => (name === 'in-parts' ? { name, ...only, parts: 2, delayMs: anHour } : { name, ...only })),
    );
    const cause = { kind: 'person', detail: 'a test' } as const;
    const whole = { ...quickTiming, orderRoundInterval: anHour, ...timing };
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
  const overdue = () => withAttention('delivery_overdue', ['forget-callback'], { overdueGrace: 0 });
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
  const gaveUp = async () => {
    const id = await begin(['down'], { giveUpAfter: 1 });
    await expect.poll(() => statusOf(id)).toBe('FAILED');
    await shop.factory.clearFaults(id);
    return { id };
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

  const becomes =
    (state: string, accepted?: number) =>
    async (_: string, { id }: Given) => {
      await expect.poll(() => stateOf(id)).toBe(state);
      if (accepted !== undefined) expect(await acceptedOf(id)).toBe(accepted);
    };
  const deliveredOnce = becomes('delivered', 1);
  const cancelled = becomes('cancelled');
  const shows =
    (what: RegExp | 'the restock') =>
    async (output: string, { id }: Given) => {
      expect(output).toMatch(what === 'the restock' ? new RegExp(id) : what);
    };
  const nothing = () => Promise.resolve({ id: 'none' });

  type Case = { given: () => Promise<Given>; then: (output: string, given: Given) => Promise<void> };
  const look = (given: Case['given'], what: RegExp | 'the restock'): Case => ({ given, then: shows(what) });
  const isReady = look(nothing, /"database":"ok"/);
  const polls = look(nothing, /Pollers:[^]*workflow +\d+/);

  const cases: Record<string, Case[]> = {
    'First look': [look(ordered, 'the restock')],
    'What each reset does': [
      { given: rejected, then: deliveredOnce },
      { given: rejectedAtEvent, then: deliveredOnce },
      {
        given: rejected,
        async then(_, { id }) {
          await expect.poll(() => statusOf(id)).toBe('FAILED');
          expect(await acceptedOf(id)).toBe(0);
          expect(await stateOf(id)).toBe('failed');
        },
      },
      { given: rejected, then: deliveredOnce },
    ],
    factory_unavailable: [
      { given: unavailable, then: deliveredOnce },
      { given: unavailable, then: deliveredOnce },
      { given: gaveUp, then: deliveredOnce },
      { given: unavailable, then: deliveredOnce },
      {
        given: unavailable,
        async then(_, given) {
          await deliveredOnce('', given);
          expect((await shop.otherFactory.order(given.id))?.accepted).toBe(1);
        },
      },
    ],
    factory_rejected: [
      { given: rejected, then: deliveredOnce },
      { given: rejected, then: deliveredOnce },
      { given: rejected, then: cancelled },
    ],
    delivery_overdue: [
      { given: overdue, then: deliveredOnce },
      {
        given: tomorrow,
        async then(_, { id, variables }) {
          await expect.poll(() => attentionOf(id)).toBe(null);
          expect(new Date((await rowOf(id)).expected_at!).toISOString()).toBe(variables?.['TOMORROW']);
        },
      },
      {
        given: partly,
        async then(_, { id }) {
          await expect.poll(async () => (await rowOf(id)).closed_at).not.toBe(null);
          expect(await rowOf(id)).toMatchObject({ delivered: 5 });
        },
      },
      { given: overdue, then: cancelled },
      { given: overdue, then: cancelled },
      { given: untold, then: deliveredOnce },
    ],
    unexpected_delivery: [
      {
        given: held,
        async then(_, { id }) {
          expect(await attentionOf(id)).toBe(null);
          expect(
            await db('products')
              .where({ sku: (await rowOf(id)).sku })
              .first(),
          ).toMatchObject({ on_hand: 14 });
        },
      },
      {
        given: held,
        async then(_, { id }) {
          expect(await attentionOf(id)).toBe(null);
          expect(
            await db('products')
              .where({ sku: (await rowOf(id)).sku })
              .first(),
          ).toMatchObject({ on_hand: 11 });
        },
      },
    ],
    internal_error: [
      { given: terminated, then: becomes('ordered', 1) },
      { given: terminated, then: becomes('ordered', 1) },
      {
        given: ordered,
        async then(_, { id }) {
          expect(await statusOf(id)).toBe('TERMINATED');
        },
      },
    ],
    RestockWaitsForPerson: [look(rejected, 'the restock')],
    RestocksNeedPeople: [look(unavailable, 'the restock')],
    RestockCallbacksLag: [look(nothing, /"database":"ok"[^]*Pollers:[^]*workflow +\d+/)],
    RestockDeliveryHeld: [look(held, 'the restock')],
    RestockLedgerDiffers: [
      {
        given: nothing,
        async then() {
          expect(await db('products').where({ sku: donut }).first()).toMatchObject({ on_hand: 6 });
        },
      },
    ],
    RestockApiDown: [isReady],
    RestockApiInstanceDown: [isReady],
    RestockNoWorker: [look(nothing, /Pollers:[^]*workflow +\d+[^]*SERVING/)],
    RestockSweepStopped: [
      {
        given: pausedSchedule,
        async then() {
          const { state, info } = await temporal.client.schedule.getHandle('restock-sweep').describe();
          expect(state.paused).toBe(false);
          expect(info.numActionsTaken).toBeGreaterThan(0);
        },
      },
    ],
    RestockSweepFails: [look(nothing, /SweepWorkflow/)],
    RestockPurchasesFail: [isReady],
    RestockPurchasesShed: [isReady],
    RestockAuthenticationsRefused: [look(overdue, 'the restock')],
    RestockWorkflowNotDeterministic: [{ given: ordered, then: becomes('ordered', 1) }],
    RestockMessageTooLarge: [look(ordered, /RestockWorkflow/)],
    RestockWorkflowTasksWait: [polls],
    RestockTemporalRefuses: [look(ordered, /SERVING[^]*RestockWorkflow/)],
  };

  it('has a case here for each block of commands, and a section for each reason', () => {
    const counted = Object.fromEntries(
      Object.entries(Object.groupBy(blocks, ({ section }) => section)).map(([name, each]) => [name, each?.length]),
    );
    expect(counted).toEqual(Object.fromEntries(Object.entries(cases).map(([name, each]) => [name, each.length])));
    for (const reason of attentionReasons) expect(readText('docs/runbook.md')).toContain(`### ${reason}\n`);
  });

  const numbered = blocks.map((block, index) => ({
    ...block,
    number: index - blocks.findIndex(({ section }) => section === block.section),
  }));
  it.for(numbered)('does what it says under $section, block $number', async ({ section, number, commands }) => {
    const { given, then } = cases[section]![number]!;
    const state = await given();
    const variables = { API: shop.url, TEMPORAL_ADDRESS: temporal.address, RESTOCK: state.id, ...state.variables };
    await then(await shell.type(commands, variables), state);
  });

  it.for(runbookQueries())('has a list that Temporal understands: %s', async (query) => {
    await shell.type(`temporal workflow list --query "${query}"`, { TEMPORAL_ADDRESS: temporal.address });
  });

  it('has lists that find what they are for', async () => {
    const { id } = await unavailable();
    const found = async (query: string) =>
      shell.type(`temporal workflow list --limit 1000 --query "${query}"`, { TEMPORAL_ADDRESS: temporal.address });
    await expect.poll(() => found(runbookQueries()[2]!)).toContain(id);
    await expect.poll(() => found(runbookQueries()[1]!)).toContain(id);
    await handleOf(id).executeUpdate('retryNow');
    await deliveredOnce('', { id });
    await expect.poll(() => found(runbookQueries()[1]!)).not.toContain(id);
  });
});
