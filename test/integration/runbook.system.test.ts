import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { attentionReasons } from '../../src/workflows/restock-contract.ts';
import { readText } from '../support/deployment-files.ts';
import { donut } from '../support/donuts.ts';
import { openOperatedShop, type OperatedShop } from '../support/operated-shop.ts';
import type { Given } from '../support/restock-states.ts';
import { openOperatorShell, runbookBlocks, runbookQueries } from '../support/runbook.ts';
import type { Shop } from '../support/shop.ts';
import type { TestTemporal } from '../support/temporal.ts';

const blocks = runbookBlocks();

describe('the runbook', { timeout: 60_000 }, () => {
  const shell = openOperatorShell();
  let db: Database;
  let temporal: TestTemporal;
  let shop: Shop;
  let operated: OperatedShop | undefined;

  beforeAll(async () => {
    operated = await openOperatedShop();
    ({ db, temporal, shop } = operated);
  });
  afterAll(async () => {
    await operated?.close();
    rmSync(shell.home, { recursive: true });
  });

  const the = () => {
    if (!operated) throw new Error('Only there while a test runs');
    return operated.states;
  };

  const becomes =
    (state: string, accepted?: number) =>
    async (_: string, { id }: Given) => {
      await expect.poll(() => the().stateOf(id)).toBe(state);
      if (accepted !== undefined) expect(await the().acceptedOf(id)).toBe(accepted);
    };
  const deliveredOnce = becomes('delivered', 1);
  const cancelled = becomes('cancelled');
  const shows =
    (what: RegExp | 'the restock') =>
    async (output: string, { id }: Given) => {
      expect(output).toMatch(what === 'the restock' ? new RegExp(id) : what);
    };
  const nothing = () => Promise.resolve({ id: 'none' });

  type Case = { given: () => Promise<Given>; check: (output: string, given: Given) => Promise<void> };
  const look = (given: Case['given'], what: RegExp | 'the restock'): Case => ({ given, check: shows(what) });
  const isReady = look(nothing, /"database":"ok"/);
  const polls = look(nothing, /Pollers:[^]*workflow +\d+/);

  const cases: Record<string, Case[]> = {
    'First look': [look(() => the().ordered(), 'the restock')],
    'What each reset does': [
      { given: () => the().rejected(), check: deliveredOnce },
      { given: () => the().rejectedAtEvent(), check: deliveredOnce },
      {
        given: () => the().rejected(),
        async check(_, { id }) {
          await expect.poll(() => the().statusOf(id)).toBe('FAILED');
          expect(await the().acceptedOf(id)).toBe(0);
          expect(await the().stateOf(id)).toBe('failed');
        },
      },
      { given: () => the().rejected(), check: deliveredOnce },
    ],
    'Many at once': [
      { given: () => the().outage(), check: shows(/Total: 1/) },
      { given: () => the().outage(), check: deliveredOnce },
    ],
    factory_unavailable: [
      { given: () => the().unavailable(), check: deliveredOnce },
      { given: () => the().unavailable(), check: deliveredOnce },
      { given: () => the().gaveUp(), check: deliveredOnce },
      { given: () => the().unavailable(), check: deliveredOnce },
      {
        given: () => the().unavailable(),
        async check(_, given) {
          await deliveredOnce('', given);
          expect((await shop.otherFactory.order(given.id))?.accepted).toBe(1);
        },
      },
    ],
    factory_rejected: [
      { given: () => the().rejected(), check: deliveredOnce },
      { given: () => the().rejected(), check: deliveredOnce },
      { given: () => the().rejected(), check: cancelled },
    ],
    delivery_overdue: [
      { given: () => the().overdue(), check: deliveredOnce },
      {
        given: () => the().tomorrow(),
        async check(_, { id, variables }) {
          await expect.poll(() => the().attentionOf(id)).toBe(null);
          expect(new Date((await the().rowOf(id)).expected_at!).toISOString()).toBe(variables?.['TOMORROW']);
        },
      },
      {
        given: () => the().partly(),
        async check(_, { id }) {
          await expect.poll(async () => (await the().rowOf(id)).closed_at).not.toBe(null);
          expect(await the().rowOf(id)).toMatchObject({ delivered: 5 });
        },
      },
      { given: () => the().overdue(), check: cancelled },
      { given: () => the().overdue(), check: cancelled },
      { given: () => the().untold(), check: deliveredOnce },
    ],
    unexpected_delivery: [
      {
        given: () => the().held(),
        async check(_, { id }) {
          expect(await the().attentionOf(id)).toBe(null);
          expect(
            await db('products')
              .where({ sku: (await the().rowOf(id)).sku })
              .first(),
          ).toMatchObject({ on_hand: 14 });
        },
      },
      {
        given: () => the().held(),
        async check(_, { id }) {
          expect(await the().attentionOf(id)).toBe(null);
          expect(
            await db('products')
              .where({ sku: (await the().rowOf(id)).sku })
              .first(),
          ).toMatchObject({ on_hand: 11 });
        },
      },
    ],
    internal_error: [
      { given: () => the().terminated(), check: becomes('ordered', 1) },
      { given: () => the().terminated(), check: becomes('ordered', 1) },
      {
        given: () => the().ordered(),
        async check(_, { id }) {
          expect(await the().statusOf(id)).toBe('TERMINATED');
        },
      },
    ],
    RestockWaitsForPerson: [look(() => the().rejected(), 'the restock')],
    RestocksNeedPeople: [look(() => the().unavailable(), 'the restock')],
    RestockCallbacksLag: [look(nothing, /"database":"ok"[^]*Pollers:[^]*workflow +\d+/)],
    RestockDeliveryHeld: [look(() => the().held(), 'the restock')],
    RestockLedgerDiffers: [
      {
        given: nothing,
        async check() {
          expect(await db('products').where({ sku: donut }).first()).toMatchObject({ on_hand: 6 });
        },
      },
    ],
    RestockApiDown: [isReady],
    RestockApiInstanceDown: [isReady],
    RestockNoWorker: [look(nothing, /Pollers:[^]*workflow +\d+[^]*SERVING/)],
    RestockSweepStopped: [
      {
        given: () => the().pausedSchedule(),
        async check() {
          const { state, info } = await temporal.client.schedule.getHandle('restock-sweep').describe();
          expect(state.paused).toBe(false);
          expect(info.numActionsTaken).toBeGreaterThan(0);
        },
      },
    ],
    RestockSweepFails: [look(nothing, /SweepWorkflow/)],
    RestockPurchasesFail: [isReady],
    RestockPurchasesShed: [isReady],
    RestockAuthenticationsRefused: [look(() => the().overdue(), 'the restock')],
    RestockWorkflowNotDeterministic: [{ given: () => the().ordered(), check: becomes('ordered', 1) }],
    RestockMessageTooLarge: [look(() => the().ordered(), /RestockWorkflow/)],
    RestockWorkflowTasksWait: [polls],
    RestockTemporalRefuses: [look(() => the().ordered(), /SERVING[^]*RestockWorkflow/)],
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
    const { given, check } = cases[section]![number]!;
    const state = await given();
    const variables = {
      RESTOCK_URL: shop.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      RESTOCK: state.id,
      ...state.variables,
    };
    const output = await shell.type(commands, variables);
    await expect(check(output, state)).resolves.toBeUndefined();
  });

  it.for(runbookQueries())('has a list that Temporal understands: %s', async (query) => {
    const variables = { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace };
    await expect(shell.type(`temporal workflow list --query "${query}"`, variables)).resolves.toEqual(
      expect.any(String),
    );
  });

  it('has lists that find what they are for', async () => {
    const { id } = await the().unavailable();
    const found = async (query: string) =>
      shell.type(`temporal workflow list --limit 1000 --query "${query}"`, {
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
      });
    await expect.poll(() => found(runbookQueries()[2]!)).toContain(id);
    await expect.poll(() => found(runbookQueries()[1]!)).toContain(id);
    await the().handleOf(id).executeUpdate('retryNow');
    await deliveredOnce('', { id });
    await expect.poll(() => found(runbookQueries()[1]!)).not.toContain(id);
  });
});
