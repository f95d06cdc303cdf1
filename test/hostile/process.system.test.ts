import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
import { freePort, startProcess, type TestProcess } from '../support/process.ts';
import { requestsFor, type HostileRequest, type PublishedDocument } from './request-generator.ts';
import { sendRaw, type RawAnswer } from './send-raw.ts';

const { count, seed } = generatedRuns({ count: 'FUZZ_REQUESTS', seed: 'FUZZ_SEED' }, 500);
/** What a process may hold in memory after the second half of the requests above what it held after the first, in bytes. */
const allowedGrowth = 96 * 2 ** 20;
const patience = 60 * 60_000;

const missing = missingHere(
  existsSync('/proc/self/fd') ? null : 'only Linux shows memory and files of a process in /proc',
);

describeUnless(missing, 'where a process can be looked at from outside', () => {
  describeDatabase(`the API process under hostile requests (seed ${seed})`, (open) => {
    let database: OpenDatabase;
    let api: TestProcess;
    let url: string;
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });

    beforeAll(async () => {
      database = await open();
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      api = await startProcess('src/api/server.ts', `${url}/readyz`, {
        DATABASE_URL: database.url,
        PORT: String(port),
        LEGACY_CALLBACKS: 'open',
        // Nobody is there: what the purchase path cannot tell must not be kept either.
        TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
        LOG_LEVEL: 'error',
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
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1]) * 1024;

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
      const failures: string[] = [];
      const send = fc.asyncProperty(
        fc.array(requestsFor(document, known), { minLength: 4, maxLength: 4 }),
        async (several) => {
          for (const [index, answer] of (
            await Promise.all(several.map((each) => sendRaw(url, each, agent)))
          ).entries()) {
            const request = several[index]!;
            if (answer.status >= 500 && !isTemporalAway(request, answer))
              failures.push(`${JSON.stringify(request)}: ${answer.status} ${answer.text}`);
          }
        },
      );
      const half = { numRuns: Math.ceil(count / 8) };

      const before = openFiles();
      const leave = stall();
      await fc.assert(send, { ...half, seed });
      const between = memory();
      await fc.assert(send, { ...half, seed: seed + 1 });
      expect(failures).toEqual([]);
      const after = memory();
      expect(openFiles()).toBeGreaterThan(before);
      leave();
      agent.destroy();
      // Those of the pool stay open: as many as the pool may have.
      await expect.poll(openFiles).toBeLessThanOrEqual(before + poolSize);
      expect(after - between).toBeLessThan(allowedGrowth);
      if (count > 2_000)
        process.stdout.write(`memory ${between} B half-way, ${after} B after; files ${before}, ${openFiles()}\n`);

      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(api.output()).toBe('');
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
  // An answer to HEAD has no body to say so: of those, one address asks Temporal.
  const says =
    method === 'HEAD' ? /^\/v1\/restocks\/[^/?]+\/run/.test(path) : text.includes('"/problems/temporal-away"');
  return status === 503 && headers.get('retry-after') === '5' && says;
}
