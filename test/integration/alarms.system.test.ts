import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { sweepScheduleId } from '../../src/restocking/restock-ids.ts';
import { sweepWorkflowType } from '../../src/workflows/restock-contract.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { dashboardQueries, namesIn, onlyInTrouble } from '../support/dashboard.ts';
import { describeUnless } from '../support/missing-here.ts';
import { openNamespace } from '../support/namespace.ts';
import { openMonitoredShop, type MonitoredShop } from '../support/monitored-shop.ts';
import {
  alertRules,
  quickAlerts,
  startPrometheus,
  whyNoPrometheus,
  type RunningPrometheus,
} from '../support/prometheus.ts';
import { temporalCli, type TestTemporal } from '../support/temporal.ts';

const anHour = 3_600_000;
vi.setConfig({ testTimeout: 120_000 });

describeUnless(whyNoPrometheus(), 'the alarms of a running shop', () => {
  let database: OpenDatabase;
  let temporal: TestTemporal;
  let shop: MonitoredShop;
  let prometheus: RunningPrometheus;
  let products = 0;

  beforeAll(async () => {
    const created = await createSqliteDatabase();
    const db = openDatabase({ url: created.url, poolSize: 1 });
    database = { ...created, db, dialect: 'SQLite' };
    temporal = await openNamespace();
    shop = await openMonitoredShop(database, temporal);
    await shop.startApi({ SALES_QUEUE_LIMIT: '1', SALES_LONGEST_WAIT: '50ms' });
    await shop.startWorker();
    prometheus = await startPrometheus(quickAlerts(), shop.targets, shop.metricsToken);
  });
  afterAll(async () => {
    await prometheus.close();
    await shop.close();
    await temporal.teardown();
    await database.db.destroy();
    await database.drop();
  });

  const db = () => database.db;
  /** Every alarm that these tests saw firing. */
  const heard = new Set<string>();
  const firing = (alert: string) => async () => {
    const isFiring = (await prometheus.firing()).includes(alert);
    if (isFiring) heard.add(alert);
    return isFiring;
  };
  const patience = { timeout: 40_000, interval: 200 };

  /** A product of its own, with its restock asked for by the sale of its only unit. */
  async function sellOut(): Promise<string> {
    products += 1;
    const sku = `P-${products}`;
    await shop.stock(sku);
    expect(await shop.buy(sku)).toBe(201);
    return `restock-${sku}-1`;
  }
  const rowOf = async (id: string) => (await db()('restocks').where({ id }).first())!;
  const hasState = async (id: string, state: string) => {
    await expect.poll(async () => (await rowOf(id)).state).toBe(state);
  };

  it('are silent while all is well', async () => {
    const id = await sellOut();
    await hasState(id, 'delivered');
    await expect.poll(() => prometheus.query('restock_callback_lag_seconds_count > 0')).toHaveLength(1);
    await expect.poll(() => prometheus.query('restock_sweep_last_completed_timestamp_seconds > 0')).toHaveLength(1);
    await expect.poll(() => prometheus.firing()).toEqual([]);
  });

  it.for(dashboardQueries())('shows in the dashboard what there is: %s', async (expression) => {
    await prometheus.query(expression);
    const known = new Set(await prometheus.names());
    const unknown = namesIn(expression).filter((name) => !known.has(name) && !onlyInTrouble.has(name));
    expect(unknown).toEqual([]);
  });

  it('call for a person when a refused order has waited for one', async () => {
    await shop.factory.setFaults([{ name: 'refuse' }]);
    const id = await sellOut();
    await hasState(id, 'failed');
    await shop.factory.setFaults([]);
    await db()('restocks')
      .where({ id })
      .update({ attention_since: new Date(Date.now() - anHour) });
    await expect.poll(firing('RestockWaitsForPerson'), patience).toBe(true);
    await temporalCli(temporal, 'workflow', 'reset', '-w', id, '-t', 'FirstWorkflowTask', '--reason', 'mended');
    await hasState(id, 'delivered');
    await expect.poll(firing('RestockWaitsForPerson'), patience).toBe(false);
  });

  it('call for people when a factory is down and many restocks wait', async () => {
    await shop.factory.setFaults([{ name: 'down' }]);
    const ids: string[] = [];
    for (let count = 0; count < 21; count++) ids.push(await sellOut());
    await expect.poll(firing('RestocksNeedPeople'), patience).toBe(true);
    await shop.factory.setFaults([]);
    await Promise.all(ids.map((id) => temporal.client.workflow.getHandle(id).executeUpdate('retryNow')));
    await expect.poll(firing('RestocksNeedPeople'), patience).toBe(false);
  });

  it('tell of goods that nobody expected', async () => {
    const id = await sellOut();
    await hasState(id, 'delivered');
    await shop.factory.callBack(id, { quantity: 3, deliveryId: 'once-more' });
    const held = () => db()('deliveries').where({ restock_id: id, status: 'held' });
    await expect.poll(async () => (await held()).length).toBe(1);
    await held().update({ received_at: new Date(Date.now() - 2 * anHour) });
    await expect.poll(firing('RestockDeliveryHeld'), patience).toBe(true);
    await held().delete();
    await expect.poll(firing('RestockDeliveryHeld'), patience).toBe(false);
  });

  it('tell that stock and ledger differ', async () => {
    await shop.stock('meddled', 5);
    expect(await shop.buy('meddled')).toBe(201);
    await db()('products').where({ sku: 'meddled' }).update({ on_hand: 9 });
    await expect.poll(firing('RestockLedgerDiffers'), patience).toBe(true);
    await db()('products').where({ sku: 'meddled' }).update({ on_hand: 4 });
    await expect.poll(firing('RestockLedgerDiffers'), patience).toBe(false);
  });

  it('tell that purchases fail, and that repairs do', async () => {
    await shop.stock('failing', 1_000);
    await db().schema.renameTable('purchases', 'elsewhere');
    await expect
      .poll(async () => ((await shop.buy('failing')) === 500 ? firing('RestockPurchasesFail')() : false), {
        timeout: 40_000,
      })
      .toBe(true);
    await db().schema.renameTable('elsewhere', 'purchases');
    await expect.poll(firing('RestockPurchasesFail'), patience).toBe(false);
    // A delivery of a restock that is nowhere: the sweep cannot book it.
    await db()('deliveries').insert({
      id: 'astray/only',
      restock_id: 'restock-astray-1',
      sku: 'astray',
      quantity: 1,
      status: 'received',
      source: 'callback',
      received_at: new Date(Date.now() - anHour),
    });
    await expect.poll(firing('RestockSweepFails'), patience).toBe(true);
    await expect.poll(firing('RestockCallbacksLag'), patience).toBe(true);
    await db()('deliveries').where({ id: 'astray/only' }).delete();
    await expect.poll(firing('RestockSweepFails'), patience).toBe(false);
    await expect.poll(firing('RestockCallbacksLag'), patience).toBe(false);
  });

  it('tell that callbacks come with tokens that prove nothing', async () => {
    const id = await sellOut();
    const guess = async () => {
      await fetch(`${shop.apiUrl}/v1/deliveries/${id}?token=guessed`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ quantity: 1 }),
      });
      return firing('RestockAuthenticationsRefused')();
    };
    await expect.poll(guess, { timeout: 40_000, interval: 50 }).toBe(true);
    await expect.poll(firing('RestockAuthenticationsRefused'), patience).toBe(false);
  });

  it('tell that purchases are turned away', async () => {
    await shop.stock('hot', 1_000_000);
    // One at a time may wait, and all others come at once.
    const rush = async () => {
      await Promise.all(Array.from({ length: 20 }, () => shop.buy('hot')));
      return firing('RestockPurchasesShed')();
    };
    await expect.poll(rush, { timeout: 60_000, interval: 10 }).toBe(true);
    await expect.poll(firing('RestockPurchasesShed'), patience).toBe(false);
  });

  it('tell that restocks wait for a worker, when many wait for one that was away', async () => {
    await shop.end('worker', 'SIGKILL');
    await expect.poll(firing('RestockNoWorker'), patience).toBe(true);
    for (let count = 0; count < 60; count++) await sellOut();
    // The alarm is about waiting, so they wait.
    await delay(6_000);
    await shop.startWorker();
    await expect.poll(firing('RestockWorkflowTasksWait'), patience).toBe(true);
    await expect.poll(firing('RestockNoWorker'), patience).toBe(false);
    await expect.poll(firing('RestockWorkflowTasksWait'), patience).toBe(false);
  });

  it('tell that no sweep runs, when its schedule is paused', async () => {
    const toggle = ['schedule', 'toggle', '--schedule-id', sweepScheduleId, '--reason', 'a test'];
    await temporalCli(temporal, ...toggle, '--pause');
    // One that was begun before would be completed by the next worker.
    const sweeps = `WorkflowType = '${sweepWorkflowType}' AND ExecutionStatus = 'Running'`;
    await expect.poll(async () => (await temporal.client.workflow.count(sweeps)).count).toBe(0);
    await shop.end('worker');
    await shop.startWorker();
    await expect.poll(firing('RestockSweepStopped'), patience).toBe(true);
    await temporalCli(temporal, ...toggle, '--unpause');
    await expect.poll(firing('RestockSweepStopped'), patience).toBe(false);
  });

  it('tell of a release whose code does not fit the histories', async () => {
    await shop.factory.setFaults([{ name: 'forget-callback' }]);
    const id = await sellOut();
    await hasState(id, 'ordered');
    await shop.end('worker');
    const bundle = shop.otherRelease('other-steps.js', 'placeFactoryOrder', 'placeAnotherOrder');
    await shop.startWorker({ WORKFLOW_BUNDLE: bundle });
    await shop.factory.callBack(id, { quantity: 10 });
    await expect.poll(firing('RestockWorkflowNotDeterministic'), patience).toBe(true);
    await shop.end('worker');
    await shop.factory.setFaults([]);
    await shop.startWorker();
    await hasState(id, 'delivered');
    await expect.poll(firing('RestockWorkflowNotDeterministic'), patience).toBe(false);
  });

  it('tell of a release that sends Temporal too much, and that Temporal refuses it', async () => {
    await shop.end('worker');
    const code = 'return sweepRestocks();';
    const bundle = shop.otherRelease('large.js', code, `return sweepRestocks().then(() => 'x'.repeat(5_000_000));`);
    await shop.startWorker({ WORKFLOW_BUNDLE: bundle });
    await expect.poll(firing('RestockMessageTooLarge'), patience).toBe(true);
    await expect.poll(firing('RestockTemporalRefuses'), patience).toBe(true);
    await shop.end('worker');
    await shop.startWorker();
    await expect.poll(firing('RestockMessageTooLarge'), patience).toBe(false);
    await expect.poll(firing('RestockTemporalRefuses'), patience).toBe(false);
  });

  it('tell that no API is there', async () => {
    await shop.end('api', 'SIGKILL');
    await expect.poll(firing('RestockApiDown'), patience).toBe(true);
    await expect.poll(firing('RestockApiInstanceDown'), patience).toBe(true);
    await shop.startApi();
    await expect.poll(firing('RestockApiDown'), patience).toBe(false);
    await expect.poll(firing('RestockApiInstanceDown'), patience).toBe(false);
  });

  it('have all been heard by now', () => {
    expect(heard).toEqual(new Set(alertRules().map(({ alert }) => alert)));
  });
});
