/**
 * Records a history of each shape that a restock can take, from real runs, into `histories/`:
 * `TEMPORAL_EXECUTABLE=… node test/replay/record-histories.ts [shape …]`.
 *
 * A history that has landed is never recorded again: it stands for the workflows that were running when the code
 * changed. A new shape, or an old one as the new code writes it, gets a new name.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../scripts/launcher/settings.ts';
import { openDatabase } from '../../src/db/database.ts';
import type { FaultSet } from '../../src/simulator/faults.ts';
import type { RestockTiming } from '../../src/workflows/restock-contract.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { startTemporalServer, temporalCli } from '../support/temporal.ts';

type Shape = {
  timing?: Partial<RestockTiming>;
  leadTime?: number;
  faults?: FaultSet['faults'];
  /** What happens beside the factory; gets a function that waits for a state or an attention of the restock's row. */
  meanwhile?: (shop: Shop, until: (column: 'state' | 'attention', value: string) => Promise<void>) => Promise<unknown>;
  /** Of the history to record; by default the restock's. */
  workflowId?: string;
};

const asker = { actor: 'recorder', reason: 'to record it' };

const farAway = 3_600_000;
const shapes: Record<string, Shape> = {
  plain: {},
  partial: { faults: [{ name: 'in-parts', parts: 3, delayMs: 50 }] },
  early: { faults: [{ name: 'early-callback' }] },
  overdue: {
    timing: { overdueGrace: 100 },
    leadTime: farAway,
    meanwhile: async (shop, until) => {
      await until('attention', 'delivery_overdue');
      await shop.factory.callBack(`restock-${donut}-1`);
    },
  },
  abandoned: { timing: { overdueGrace: 100, abandonAfter: 300 }, leadTime: farAway },
  refused: { faults: [{ name: 'refuse' }] },
  unavailable: { timing: { orderRoundInterval: 100, giveUpAfter: 300 }, faults: [{ name: 'down' }] },
  recovered: { timing: { orderRoundInterval: 100 }, faults: [{ name: 'server-error', times: 4 }] },
  cancelled: {
    leadTime: farAway,
    meanwhile: async (shop, until) => {
      await until('state', 'ordered');
      await shop.cancel(`restock-${donut}-1`);
    },
  },
  'received-by-hand': {
    leadTime: farAway,
    meanwhile: async (shop, until) => {
      await until('state', 'ordered');
      await shop.repair.receive(`restock-${donut}-1`, { ...asker, quantity: 4, deliveryId: 'a' });
      await shop.repair.receive(`restock-${donut}-1`, { ...asker, deliveryId: 'b' });
    },
  },
  extended: {
    timing: { overdueGrace: 100 },
    leadTime: farAway,
    meanwhile: async (shop, until) => {
      await until('attention', 'delivery_overdue');
      const expectedAt = new Date(Date.now() + farAway);
      await shop.repair.extendDeadline(`restock-${donut}-1`, { ...asker, expectedAt });
      await delay(500);
      await shop.factory.callBack(`restock-${donut}-1`);
    },
  },
  'changed-in-pause': {
    timing: { orderRoundInterval: 3_000 },
    faults: [{ name: 'server-error', times: 3 }],
    meanwhile: async (shop, until) => {
      await until('attention', 'factory_unavailable');
      await shop.workflows.signalChanged(`restock-${donut}-1`);
    },
  },
  'bulk-retry': {
    faults: [{ name: 'refuse' }],
    meanwhile: async (shop, until) => {
      await until('state', 'failed');
      await delay(500);
      await shop.factory.setFaults([]);
      await shop.repair.many.start({ ...asker, name: 'recorded', filter: {}, perSecond: 100 });
    },
    workflowId: 'bulk-retry-recorded',
  },
};

for (const [name, shape] of Object.entries(shapes)) {
  const file = join(import.meta.dirname, 'histories', `${name}.json`);
  if (existsSync(file)) console.log(`${name}: is recorded already`);
  else console.log(`${name}: ${writeHistory(file, await record(shape))} events`);
}

function writeHistory(file: string, json: string): number {
  // The machine that recorded it is nobody's business.
  const clean = json.replaceAll(/"identity": "[^"]*"/g, '"identity": "recorder"').replaceAll(`${root}/`, '');
  writeFileSync(file, clean);
  return (JSON.parse(clean) as { events: unknown[] }).events.length;
}

async function record({
  timing,
  leadTime,
  faults = [],
  meanwhile,
  workflowId = `restock-${donut}-1`,
}: Shape): Promise<string> {
  const database = await createSqliteDatabase();
  const db = openDatabase({ url: database.url, poolSize: 1 });
  const temporal = await startTemporalServer();
  const shop = await openShop({ db, temporal, ...(timing && { timing }), ...(leadTime !== undefined && { leadTime }) });
  try {
    await shop.factory.setFaults(faults);
    await shop.startWorkers();
    await stockDonuts(db, 1);
    await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
    await meanwhile?.(shop, async (column, value) => {
      while ((await db('restocks').first(column))?.[column] !== value) await new Promise(setImmediate);
    });
    while (!(await db('restocks').first('started_at'))?.started_at) await new Promise(setImmediate);
    await temporal.client.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
    return await temporalCli(temporal, 'workflow', 'show', '-w', workflowId, '-o', 'json');
  } finally {
    await shop.close();
    await temporal.teardown();
    await db.destroy();
    await database.drop();
  }
}
