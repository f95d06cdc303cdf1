import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';
import { openDatabase } from '../../src/db/database.ts';
import { adjustStock } from '../../src/inventory/adjust.ts';
import { startApi } from '../support/api.ts';
import { buildWhatIsStale } from '../../scripts/launcher/stale-builds.ts';
import { createSqliteDatabase } from '../support/create-database.ts';
import { launchBrowser, openWindow, whyNoBrowser, type Look } from './support/browser.ts';
import { visit } from './support/ready.ts';
import { samples, stockSamples } from './support/sample-shop.ts';

/** Takes the pictures of docs/console anew: `npm run screenshots`, or those whose name contains a word. */
const folder = process.env['SCREENSHOTS'] ?? join(root, 'docs/console');
const wanted = process.argv[2] ?? '';

const restocks = '/console/restocks';
const pictures: Record<string, { path: string; look: Look; open?: string }> = {
  restocks: { path: restocks, look: {} },
  'restocks-dark': { path: restocks, look: { theme: 'dark' } },
  'restocks-korean': { path: restocks, look: { language: 'ko' } },
  'restocks-phone': { path: restocks, look: { width: 375, height: 780 } },
  'restocks-phone-dark': { path: restocks, look: { width: 375, height: 780, theme: 'dark', language: 'ko' } },
  'restocks-wall': { path: restocks, look: { width: 1920, height: 1080, theme: 'dark' } },
  'retry-all': {
    path: `${restocks}?attention=factory_unavailable,factory_rejected`,
    look: {},
    open: '.title .primary',
  },
  shelf: { path: '/console/', look: {} },
  'shelf-phone': { path: '/console/', look: { width: 375, height: 780, theme: 'dark' } },
  'one-restock': { path: `${restocks}/restock-CP-502120-1`, look: {} },
  'one-restock-dark': { path: `${restocks}/restock-CP-502118-1`, look: { theme: 'dark' } },
  'one-restock-korean': {
    path: `${restocks}/restock-CP-502101-1`,
    look: { width: 375, height: 780, language: 'ko' },
  },
  receive: { path: `${restocks}/restock-CP-502120-1`, look: {}, open: '.repairs .primary' },
};

const reason = whyNoBrowser();
if (reason !== null) throw new Error(reason);
buildWhatIsStale();
const database = await createSqliteDatabase();
const db = openDatabase({ url: database.url, poolSize: 4 });
await stockSamples(db);
const api = await startApi(db);
for (const { sku, state } of samples) {
  await adjustStock(db, sku, 20, 'Counted anew');
  const isOpen = state !== 'delivered' && state !== 'cancelled';
  for (const quantity of isOpen ? [6, 2, 5, 4, 3] : [1, 3, 1, 2]) await api.post('/v1/purchases', { sku, quantity });
}
const browser = await launchBrowser();
mkdirSync(folder, { recursive: true });
for (const [name, { path, look, open }] of Object.entries(pictures)) {
  if (!name.includes(wanted)) continue;
  const { page, context, complaints } = await openWindow(browser, api.url, look);
  await visit(page, path);
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
  if (open !== undefined) {
    await page.locator(open).click();
    await page.locator('dialog form').waitFor();
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`✓ ${join(folder, name)}.png`, ...complaints);
  await context.close();
}
await browser.close();
await api.close();
await db.destroy();
await database.drop();
