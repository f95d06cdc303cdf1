import { afterEach, beforeEach } from 'vitest';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { sweep, type SweepReport } from '../../src/restocking/sweep.ts';
import type { FaultSet } from '../../src/simulator/faults.ts';
import type { RestockTiming } from '../../src/workflows/restock-contract.ts';
import { describeDatabase, type OpenDatabase } from './databases.ts';
import { donut, factoryId, otherFactoryId, stockDonuts } from './donuts.ts';
import { openShop, type Shop } from './shop.ts';
import { openNamespace } from './namespace.ts';
import { temporalCli, type TestTemporal } from './temporal.ts';

export const restockId = `restock-${donut}-1`;

export type RestockUnderTest = ReturnType<typeof underTest>;

/** Tests of restocks, each with a shop and a namespace of Temporal of its own. */
export function describeRestocks(
  name: string,
  tests: (the: RestockUnderTest) => void,
  describe = describeDatabase,
): void {
  describe(name, (open) => {
    const current: Current = {};
    beforeEach(async () => {
      [current.database, current.temporal] = await Promise.all([open(), openNamespace()]);
    });
    afterEach(async () => {
      await current.shop?.close();
      await current.temporal?.teardown();
    });
    tests(underTest(current));
  });
}

type Current = { database?: OpenDatabase; temporal?: TestTemporal; shop?: Shop };

type Setting = { timing?: Partial<RestockTiming>; leadTime?: number; faults?: FaultSet['faults'] };

function underTest(current: Current) {
  const present = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('Only there while a test runs');
    return thing;
  };
  const db = () => present(current.database).db;
  const temporal = () => present(current.temporal);
  const shop = () => present(current.shop);
  const row = () => getRestock(db(), restockId);
  const handle = () => temporal().client.workflow.getHandle(restockId);

  return {
    get db() {
      return db();
    },
    get shop() {
      return shop();
    },
    /** Opens a shop with one donut; nobody works in it yet. */
    async open({ faults = [], ...setting }: Setting = {}): Promise<Shop> {
      current.shop = await openShop({ db: db(), temporal: temporal(), ...setting });
      await current.shop.factory.setFaults(faults);
      await stockDonuts(db(), 1);
      return current.shop;
    },
    /** Opens a shop, lets the workers work and sells the only donut. */
    async sellOut(setting: Setting = {}): Promise<void> {
      const opened = await this.open(setting);
      await opened.startWorkers();
      await opened.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    },
    row,
    state: async () => (await row()).state,
    attention: async () => (await row()).attention,
    handle,
    status: async () => (await handle().describe()).status.name,
    sweep: (factoryIds = new Set([factoryId, otherFactoryId])): Promise<SweepReport> =>
      sweep({ db: db(), workflows: shop().workflows, factoryIds, onProgress: () => undefined }),
    cli: (...args: string[]) => temporalCli(temporal(), ...args),
    reset: (type: string) =>
      temporalCli(temporal(), 'workflow', 'reset', '-w', restockId, '-t', type, '--reason', 'a test'),
  };
}
