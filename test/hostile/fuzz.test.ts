import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../src/api/openapi.ts';
import { listProducts } from '../../src/inventory/product-store.ts';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { bookDelivery } from '../../src/restocking/book-delivery.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { readFacts } from '../model/product-facts.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { createAnswerCheck, type Answer } from '../support/declared-answers.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { isEventStream } from '../support/event-reader.ts';
import { generatedRuns } from '../support/generated-runs.ts';
import { keptRequests } from './kept-requests.ts';
import { leftBehind, mostLeftBehind } from './left-behind.ts';
import { requestsFor, type HostileRequest, type PublishedDocument } from './request-generator.ts';
import { sendRaw, type RawAnswer } from './send-raw.ts';

const { count, seed } = generatedRuns({ count: 'FUZZ_REQUESTS', seed: 'FUZZ_SEED' }, 1_000);
const isLong = count > 2_000;
/** For the long run, which a person starts. */
const patience = 60 * 60_000;

describeDatabase(`the API under hostile requests (seed ${seed})`, (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let document: PublishedDocument & OpenApiDocument;
  const skus = [donut, 'hostile-1', 'hostile-2'];
  const restockIds = skus.map((sku) => `restock-${sku}-1`);
  const agent = new Agent({ keepAlive: true });

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db, { env: { LEGACY_CALLBACKS: 'open' } });
    api.workflows.onDelivered = (key) => bookDelivery(db, key.split('/', 1)[0] ?? '', key);
    document = (await (await api.fetchRaw('/openapi.json')).json()) as typeof document;
    for (const sku of skus) {
      await stockDonuts(db, 1, {}, sku);
      await api.post('/v1/purchases', { sku });
    }
  });
  afterAll(async () => {
    agent.destroy();
    await api.close();
  });

  it(
    'answers each as its document declares, never by a fault of its own, and loses count of nothing',
    { timeout: patience },
    async () => {
      const tokens = await Promise.all(restockIds.map(async (id) => (await getRestock(db, id)).callbackToken));
      const purchases = await db('purchases').select('id');
      const known = {
        sku: skus,
        restockId: restockIds,
        id: [...restockIds, ...purchases.map(({ id }) => id)],
        token: tokens,
        factoryId: ['FF-500293'],
        MessageGroupId: restockIds,
      };
      const assertDeclared = createAnswerCheck(document);
      const statuses = new Map<number, number>();
      const property = fc.asyncProperty(requestsFor(document, known), async (request) => {
        const answer = await sendRaw(api.url, request, agent);
        assertAcceptable(request, answer, assertDeclared);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      });
      const examples = keptRequests.map((request): [HostileRequest] => [request]);
      const send = (numRuns: number, part: number) =>
        fc.assert(property, part === 0 ? { numRuns, seed, examples } : { numRuns, seed: seed + part });
      const left = await leftBehind(count, { send, held: heapInUse });

      if (isLong) report(left, statuses);
      expect(left).toBeLessThan(mostLeftBehind);
      const seen = [...statuses.keys()];
      expect(seen).toEqual(expect.arrayContaining([200, 400, 404, 405]));
      // Some change was accepted, or the requests never came past the checks: which of them is up to the seed.
      expect(seen.some((status) => status === 201 || status === 202)).toBe(true);
      expect(await verifyLedgers(db)).toEqual([]);
      for (const { sku } of await listProducts(db, { after: null, limit: 1_000_000 })) await readFacts(db, sku);
      expect((await api.get('/readyz')).status).toBe(200);
    },
  );
});

function assertAcceptable(
  { method, path, headers }: HostileRequest,
  answer: RawAnswer,
  assertDeclared: ReturnType<typeof createAnswerCheck>,
) {
  const where = `${method} ${path} with status ${answer.status}: ${answer.text.slice(0, 500)}`;
  assert.ok(answer.status < 500, `a fault of our own: ${where}`);
  // Said by Node before the program sees the request: more headers than fit.
  if (answer.status === 431) return;
  if (method === 'HEAD' || answer.status === 204) return assert.equal(answer.text, '', where);
  const pathname = path.split(/[?#]/, 1)[0] ?? '';
  if (isLegacyNotFound(pathname, answer)) return;
  // What RFC 9110 asks for where the caller wants nothing that is there.
  if (answer.status === 304 && headers['if-none-match'] === '*') return assert.equal(answer.text, '', where);
  if (isEventStream(answer.headers.get('content-type'))) return assert.match(answer.text, /^retry: \d+\n/, where);
  if (isPage(pathname) && method === 'GET' && answer.status < 400) return;
  const body = JSON.parse(answer.text) as Answer['body'];
  // Of a page, which is not in the document, a condition may not hold.
  if (answer.status === 400 && (isPage(pathname) || !isReadable(pathname)))
    return assert.equal(body['type'], '/problems/invalid-request', where);
  assertDeclared(method, pathname.replace(/\/$/, ''), { ...answer, body });
}

/** Outside of the document. Whatever stands behind `/console`, it is the console: its own pages read the address. */
function isPage(pathname: string): boolean {
  return /^\/(?:$|metrics|openapi\.json|docs|problems|console(?!\/session\/?$))/.test(pathname);
}

function isReadable(pathname: string): boolean {
  try {
    return pathname.startsWith('/') && decodeURIComponent(pathname) !== '';
  } catch {
    return false;
  }
}

/** What the legacy contract answers to everything under its paths that it does not know. */
function isLegacyNotFound(pathname: string, { status, text }: RawAnswer): boolean {
  return /^\/(product|checkout)(\/|$)/.test(pathname) && status === 404 && text === '{"error":"Not Found"}';
}

/** In bytes, after collections: what the first one finalizes is free for the second. */
async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  await setImmediate();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function report(left: number, statuses: Map<number, number>): void {
  const counted = [...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  process.stdout.write(`${Math.round(left)} bytes left behind by each; ${counted.join(', ')}\n`);
}
