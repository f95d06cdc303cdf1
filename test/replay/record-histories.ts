/**
 * Records the histories that `histories/` does not have yet, from real runs:
 * `TEMPORAL_EXECUTABLE=… node test/replay/record-histories.ts`.
 *
 * A history that has landed is never recorded again: it stands for the workflows that were running when the code
 * changed. A new shape, or an old one as the new code writes it, gets a new name.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { isBundleFresh } from '../../scripts/launcher/workflow-bundle.ts';
import { openDatabase } from '../../src/db/database.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { openShop } from '../support/shop.ts';
import { startTemporalServer, temporalCli } from '../support/temporal.ts';
import { orderingShapes } from './shapes/ordering-shapes.ts';
import { otherShapes } from './shapes/other-shapes.ts';
import { resetShapes } from './shapes/reset-shapes.ts';
import { createScene, restockId, type Scene, type Shape } from './shapes/shape.ts';
import { waitingShapes } from './shapes/waiting-shapes.ts';

const shapes = { ...waitingShapes, ...orderingShapes, ...resetShapes, ...otherShapes };

// Workers run what was built, which is perhaps not what is to be recorded.
if (!isBundleFresh(root, bundleFile)) throw new Error('The workflow code has changed: npm run build first.');

for (const [name, shape] of Object.entries(shapes)) {
  if (existsSync(fileOf(name))) continue;
  for (const [each, json] of Object.entries(await record(name, shape))) {
    console.log(`${each}: ${writeHistory(fileOf(each), json)} events`);
  }
}

function fileOf(name: string): string {
  return join(import.meta.dirname, 'histories', `${name}.json`);
}

/** One event a line. */
function writeHistory(file: string, json: string): number {
  // The machine that recorded it is nobody's business.
  const clean = json.replaceAll(/"identity": "[^"]*"/g, '"identity": "recorder"').replaceAll(`${root}/`, '');
  const { events } = JSON.parse(clean) as { events: object[] };
  writeFileSync(file, `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`);
  return events.length;
}

/** Answers histories by name. */
async function record(name: string, shape: Shape): Promise<Record<string, string>> {
  const database = await createSqliteDatabase();
  const db = openDatabase({ url: database.url, poolSize: 1 });
  const temporal = await startTemporalServer();
  const { timing = {}, leadTime = 10, workflowId = restockId } = shape;
  const shop = await openShop({ db, temporal, timing, leadTime });
  const scene = createScene(shop, db, temporal);
  const show = (...run: string[]) => temporalCli(temporal, 'workflow', 'show', '-w', workflowId, ...run, '-o', 'json');
  try {
    if (!shape.isEmpty) await sellOut(scene, shape);
    const earlier = await shape.meanwhile?.(scene);
    await temporal.client.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
    if (typeof earlier !== 'string') return { [name]: await show() };
    return { [name]: await show('-r', earlier), [`${name}-then`]: await show() };
  } finally {
    await shop.close();
    await temporal.teardown();
    await db.destroy();
    await database.drop();
  }
}

async function sellOut(scene: Scene, { faults = [], leadTimeSeconds = 1, before }: Shape): Promise<void> {
  const { shop, db, untilSet } = scene;
  await shop.factory.setFaults(faults);
  await stockDonuts(db, 1, { leadTimeSeconds });
  await shop.sell({ sku: donut, quantity: 1, idempotencyKey: null });
  await before?.(scene);
  await shop.startWorkers();
  await untilSet('started_at');
}
