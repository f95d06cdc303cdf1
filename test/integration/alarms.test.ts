import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrateUp } from '../../src/db/migrate.ts';
import { sweepScheduleId } from '../../src/restocking/restock-ids.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { readText } from '../support/deployment-files.ts';
import { openMonitoredShop, type MonitoredShop } from '../support/monitored-shop.ts';
import { startPrometheus, whyNoPrometheus, type RunningPrometheus } from '../support/prometheus.ts';
import { startTemporal, temporalCli } from '../support/temporal.ts';

const missing = whyNoPrometheus();

/** The rules as they are, but that a minute is a second long: thresholds stay, and so do all expressions. */
const rules = readText('deploy/prometheus/alerts.yml')
  .replaceAll(/(for: |offset )\d+m/g, '$11s')
  .replaceAll(/\[\d+m\]/g, '[5s]');

const anHour = 3_600_000;

type Dashboard = { panels: { targets: { expr: string }[] }[] };
const expressions = (JSON.parse(readText('deploy/grafana/restock.json')) as Dashboard).panels.flatMap(({ targets }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')),
);

/** Temporal's SDK has no such series before the first failure. */
const onlyInTrouble = new Set(['temporal_workflow_task_execution_failed_total', 'temporal_request_failure_total']);

function namesIn(expression: string): string[] {
  return expression.match(/\b(?:restock|temporal|nodejs|process)_\w+/g) ?? [];
}

const title = `the alarms of a running shop${missing === null ? '' : ` (skipped: ${missing})`}`;

describe.skipIf(missing !== null)(title, { timeout: 120_000 }, () => {
  let database: OpenDatabase;
  let temporal: TestWorkflowEnvironment;
  let shop: MonitoredShop;
  let prometheus: RunningPrometheus;
  const folder = mkdtempSync(join(tmpdir(), 'restock-bundles-'));
  let products = 0;

  beforeAll(async () => {
    const created = await createSqliteDatabase();
    const db = openDatabase({ url: created.url, poolSize: 1 });
    await migrateUp(db);
    database = { ...created, db, dialect: 'SQLite' };
    temporal = await startTemporal();
    shop = await openMonitoredShop(database, temporal);
    await shop.startApi({ SALES_QUEUE_LIMIT: '1', SALES_LONGEST_WAIT: '50ms' });
    await shop.startWorker();
    prometheus = await startPrometheus(rules, shop.targets);
  });
  afterAll(async () => {
    await prometheus.close();
    await shop.close();
    await temporal.teardown();
    await database.db.destroy();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const db = () => database.db;
  const firing = async (alert: string) => (await prometheus.firing()).includes(alert);
  const rings = (alert: string) => expect.poll(() => firing(alert), { timeout: 40_000, interval: 200 }).toBe(true);
  const isSilent = (alert: string) => expect.poll(() => firing(alert), { timeout: 40_000, interval: 200 }).toBe(false);

  /** A product of its own, with its restock asked for by the sale of its only unit. */
  async function sellOut(): Promise<string> {
    products += 1;
    const sku = `P-${products}`;
    await shop.stock(sku);
    expect(await shop.buy(sku)).toBe(201);
    return `restock-${sku}-1`;
  }
  const rowOf = async (id: string) => (await db()('restocks').where({ id }).first())!;
  const hasState = (id: string, state: string) => expect.poll(async () => (await rowOf(id)).state).toBe(state);

  /** Workflow code as another release might have it. */
  function doctoredBundle(name: string, replaced: string, by: string): string {
    const code = readFileSync(join(root, bundleFile), 'utf8');
    expect(code).toContain(replaced);
    const file = join(folder, name);
    writeFileSync(file, code.replaceAll(replaced, by));
    return file;
  }

  it('are silent while all is well', async () => {
    const id = await sellOut();
    await hasState(id, 'delivered');
    await expect.poll(() => prometheus.query('restock_callback_lag_seconds_count > 0')).toHaveLength(1);
    await expect.poll(() => prometheus.query('restock_sweep_last_completed_timestamp_seconds > 0')).toHaveLength(1);
    await expect.poll(() => prometheus.firing()).toEqual([]);
  });

  it.for(expressions)('shows in the dashboard what there is: %s', async (expression) => {
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
    expect(await firing('RestockWaitsForPerson')).toBe(false);
    await db()('restocks')
      .where({ id })
      .update({ attention_since: new Date(Date.now() - anHour) });
    await rings('RestockWaitsForPerson');
    await temporalCli(temporal, 'workflow', 'reset', '-w', id, '-t', 'FirstWorkflowTask', '--reason', 'mended');
    await hasState(id, 'delivered');
    await isSilent('RestockWaitsForPerson');
  });

  it('call for people when a factory is down and many restocks wait', async () => {
    await shop.factory.setFaults([{ name: 'down' }]);
    const ids: string[] = [];
    for (let count = 0; count < 21; count++) ids.push(await sellOut());
    await rings('RestocksNeedPeople');
    await shop.factory.setFaults([]);
    await Promise.all(ids.map((id) => temporal.client.workflow.getHandle(id).executeUpdate('retryNow')));
    await isSilent('RestocksNeedPeople');
  });

  it('tell of goods that nobody expected', async () => {
    const id = await sellOut();
    await hasState(id, 'delivered');
    await shop.factory.callBack(id, { quantity: 3, deliveryId: 'once-more' });
    const held = () => db()('deliveries').where({ restock_id: id, status: 'held' });
    await expect.poll(async () => (await held()).length).toBe(1);
    await held().update({ received_at: new Date(Date.now() - 2 * anHour) });
    await rings('RestockDeliveryHeld');
    await held().delete();
    await isSilent('RestockDeliveryHeld');
  });

  it('tell that stock and ledger differ', async () => {
    await shop.stock('meddled', 5);
    expect(await shop.buy('meddled')).toBe(201);
    await db()('products').where({ sku: 'meddled' }).update({ on_hand: 9 });
    await rings('RestockLedgerDiffers');
    await db()('products').where({ sku: 'meddled' }).update({ on_hand: 4 });
    await isSilent('RestockLedgerDiffers');
  });

  it('tell that purchases fail, and that repairs do', async () => {
    await shop.stock('failing', 1_000);
    await db().schema.renameTable('purchases', 'elsewhere');
    await expect
      .poll(async () => ((await shop.buy('failing')) === 500 ? firing('RestockPurchasesFail') : false), {
        timeout: 40_000,
      })
      .toBe(true);
    await db().schema.renameTable('elsewhere', 'purchases');
    await isSilent('RestockPurchasesFail');

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
    await rings('RestockSweepFails');
    await rings('RestockCallbacksLag');
    await db()('deliveries').where({ id: 'astray/only' }).delete();
    await isSilent('RestockSweepFails');
    await isSilent('RestockCallbacksLag');
  });

  it('tell that callbacks come with tokens that prove nothing', async () => {
    const id = await sellOut();
    const guess = async () => {
      await fetch(`${shop.apiUrl}/v1/deliveries/${id}?token=guessed`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ quantity: 1 }),
      });
      return firing('RestockAuthenticationsRefused');
    };
    await expect.poll(guess, { timeout: 40_000, interval: 50 }).toBe(true);
    await isSilent('RestockAuthenticationsRefused');
  });

  it('tell that purchases are turned away', async () => {
    await shop.stock('hot', 1_000_000);
    // One at a time may wait, and all others come at once.
    const rush = async () => {
      await Promise.all(Array.from({ length: 20 }, () => shop.buy('hot')));
      return firing('RestockPurchasesShed');
    };
    await expect.poll(rush, { timeout: 60_000, interval: 10 }).toBe(true);
    await isSilent('RestockPurchasesShed');
  });

  it('tell that restocks wait for a worker, when many wait for one that was away', async () => {
    await shop.end('worker', 'SIGKILL');
    await rings('RestockNoWorker');
    for (let count = 0; count < 60; count++) await sellOut();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await shop.startWorker();
    await rings('RestockWorkflowTasksWait');
    await isSilent('RestockNoWorker');
    await isSilent('RestockWorkflowTasksWait');
  });

  it('tell that no sweep runs, when its schedule is paused', async () => {
    await temporalCli(
      temporal,
      'schedule',
      'toggle',
      '--schedule-id',
      sweepScheduleId,
      '--pause',
      '--reason',
      'a test',
    );
    await shop.end('worker');
    await shop.startWorker();
    await rings('RestockSweepStopped');
    await temporalCli(
      temporal,
      'schedule',
      'toggle',
      '--schedule-id',
      sweepScheduleId,
      '--unpause',
      '--reason',
      'done',
    );
    await isSilent('RestockSweepStopped');
  });

  it('tell of a release whose code does not fit the histories', async () => {
    await shop.factory.setFaults([{ name: 'forget-callback' }]);
    const id = await sellOut();
    await hasState(id, 'ordered');
    await shop.end('worker');
    const bundle = doctoredBundle('other-steps.js', 'placeFactoryOrder', 'placeAnotherOrder');
    await shop.startWorker({ WORKFLOW_BUNDLE: bundle });
    await shop.factory.callBack(id, { quantity: 10 });
    await rings('RestockWorkflowNotDeterministic');
    await shop.end('worker');
    await shop.factory.setFaults([]);
    await shop.startWorker();
    await hasState(id, 'delivered');
    await isSilent('RestockWorkflowNotDeterministic');
  });

  it('tell of a release that sends Temporal too much, and that Temporal refuses it', async () => {
    await shop.end('worker');
    const code = 'return sweepRestocks();';
    const bundle = doctoredBundle('large.js', code, `return sweepRestocks().then(() => 'x'.repeat(5_000_000));`);
    await shop.startWorker({ WORKFLOW_BUNDLE: bundle });
    await rings('RestockMessageTooLarge');
    await rings('RestockTemporalRefuses');
    await shop.end('worker');
    await shop.startWorker();
    await isSilent('RestockMessageTooLarge');
    await isSilent('RestockTemporalRefuses');
  });

  it('tell that no API is there', async () => {
    await shop.end('api', 'SIGKILL');
    await rings('RestockApiDown');
    await rings('RestockApiInstanceDown');
    await shop.startApi();
    await isSilent('RestockApiDown');
    await isSilent('RestockApiInstanceDown');
  });
});
