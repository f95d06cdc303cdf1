import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { Agent } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedgers } from '../../src/inventory/verify-ledger.ts';
import { getRestock } from '../../src/restocking/restock-store.ts';
import { readFacts } from '../model/product-facts.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { generatedRuns } from '../support/generated-runs.ts';
import { describeUnless, missingHere } from '../support/missing-here.ts';
import { freePorts, startProcess, type TestProcess } from '../support/process.ts';
import { inspectable, inspectedHeap, inspectorNotice } from './inspected-heap.ts';
import { keptRequests } from './kept-requests.ts';
import { leftBehind, mostLeftBehind } from './left-behind.ts';
import { requestsFor, type HostileRequest, type PublishedDocument } from './request-generator.ts';
import { sendRaw, type RawAnswer } from './send-raw.ts';

const { count, seed } = generatedRuns({ count: 'FUZZ_REQUESTS', seed: 'FUZZ_SEED' }, 500);
/** Requests that are sent together. */
const atOnce = 4;
const patience = 60 * 60_000;

const missing = missingHere(
  existsSync('/proc/self/fd') ? null : 'only Linux shows memory and files of a process in /proc',
);

describeUnless(missing, 'where a process can be looked at from outside', () => {
  describeDatabase(`the API process under hostile requests (seed ${seed})`, (open) => {
    let database: OpenDatabase;
    let api: TestProcess;
    let url: string;
    let heap: () => Promise<number>;
    const agent = new Agent({ keepAlive: true });

    beforeAll(async () => {
      database = await open();
      const [port = 0, temporal = 0, inspector = 0] = await freePorts(3);
      heap = () => inspectedHeap(inspector);
      url = `http://127.0.0.1:${port}`;
      api = await startProcess('src/api/server.ts', `${url}/readyz`, {
        DATABASE_URL: database.url,
        PORT: String(port),
        LEGACY_CALLBACKS: 'open',
        // Nobody is there: what the purchase path cannot tell must not be kept either.
        TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
        LOG_LEVEL: 'error',
        NODE_OPTIONS: inspectable(inspector),
      });
      await stockDonuts(database.db, 1);
      await buy();
    });
    afterAll(async () => {
      agent.destroy();
      await api.end('SIGKILL');
    });

    const buy = () =>
      fetch(`${url}/v1/purchases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sku: donut }),
      });
    const openFiles = () => readdirSync(`/proc/${api.pid}/fd`).length;

    /** Sockets that begin something and never end it, until their owner leaves. */
    function stall(): () => void {
      const sockets = Array.from({ length: 50 }, (_, index) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
        socket.write(
          `POST /v1/purchases HTTP/1.1\r\nHost: shop\r\n${index % 2 === 0 ? '' : 'Content-Length: 99\r\n\r\n{'}`,
        );
        return socket;
      });
      return () => {
        for (const socket of sockets) socket.resetAndDestroy();
      };
    }

    it('lives on, and gives back every socket, file and all memory that they took', { timeout: patience }, async () => {
      const document = (await (await fetch(`${url}/openapi.json`)).json()) as PublishedDocument;
      const id = `restock-${donut}-1`;
      const known = {
        sku: [donut],
        restockId: [id],
        id: [id],
        token: [(await getRestock(database.db, id)).callbackToken],
      };
      const requests = requestsFor(document, known);
      const failures: string[] = [];
      const sendOne = async (request: HostileRequest) => {
        const answer = await sendRaw(url, request, agent);
        if (answer.status >= 500 && !isTemporalAway(request, answer))
          failures.push(`${JSON.stringify(request)}: ${answer.status} ${answer.text}`);
      };
      /** A few at a time; those that wait for Temporal, 5 s each, keep no others waiting. */
      const sendAll = async (some: HostileRequest[]) => {
        const waiting: Promise<void>[] = [];
        for (let at = 0; at < some.length; at += atOnce) {
          const { slow = [], quick = [] } = Object.groupBy(some.slice(at, at + atOnce), ({ path }) =>
            asksTemporal(path) ? 'slow' : 'quick',
          );
          waiting.push(...slow.map(sendOne));
          await Promise.all(quick.map(sendOne));
        }
        await Promise.all(waiting);
      };
      const send = (numRuns: number, part: number) => {
        const some = fc.sample(requests, { numRuns, seed: seed + part });
        // Temporal is not needed to get warm.
        return sendAll(part === 0 ? some.filter(({ path }) => !asksTemporal(path)) : [...keptRequests, ...some]);
      };

      const before = openFiles();
      const leave = stall();
      const left = await leftBehind(count, { send, held: heap });

      expect(failures).toEqual([]);
      expect(openFiles()).toBeGreaterThan(before);
      leave();
      agent.destroy();
      // Those of the pool stay open: as many as the pool may have.
      await expect.poll(openFiles).toBeLessThanOrEqual(before + poolSize);
      if (count > 2_000)
        process.stdout.write(`${Math.round(left)} bytes left behind by each; files ${before}, ${openFiles()}\n`);
      expect(left).toBeLessThan(mostLeftBehind);

      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(api.output().replaceAll(inspectorNotice, '')).toBe('');
      expect(await verifyLedgers(database.db)).toEqual([]);
      for (const { sku } of await database.db('products').select('sku')) await readFacts(database.db, sku);
      expect(await api.end('SIGTERM')).toBe(0);
    });
  });
});

/** The default of `DATABASE_POOL_SIZE`. */
const poolSize = 8;

/** As it is here; nothing else may be a fault of our own. */
function isTemporalAway({ method, path }: HostileRequest, { status, headers, text }: RawAnswer): boolean {
  // An answer to HEAD has no body to say so.
  const says = method === 'HEAD' ? asksTemporal(path) : text.includes('"/problems/temporal-away"');
  return status === 503 && headers.get('retry-after') === '5' && says;
}

function asksTemporal(path: string): boolean {
  return /^\/v1\/restocks\/[^?]/.test(path);
}
