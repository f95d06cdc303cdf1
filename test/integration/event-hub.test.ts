import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createEventHub } from '../../src/api/event-hub.ts';
import type { Refusal } from '../../src/errors.ts';
import { recordOrder } from '../../src/restocking/restock-transitions.ts';
import { startApi } from '../support/api.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { readEvents } from '../support/event-reader.ts';

describeDatabase('those who are told of changes', (open) => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function listen(url: string) {
    const reader = await readEvents(url);
    closing.push(reader.close);
    return reader;
  }
  async function shop() {
    const { db } = await open();
    await stockDonuts(db, 10);
    const { logger, text: log } = captureLog();
    const api = await startApi(db, { logger });
    closing.push(() => api.close());
    return { db, api, log };
  }

  it('hear every fifteen seconds that the way is still there', async () => {
    const { api } = await shop();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const reader = await listen(`${api.url}/v1/events`);
    await expect.poll(() => reader.named('counts')).toHaveLength(1);
    for (const heard of [1, 2]) {
      vi.advanceTimersByTime(10_000);
      // What was sent before is read before.
      await api.get('/livez');
      expect(reader.comments()).toBe(heard - 1);
      vi.advanceTimersByTime(5_000);
      await expect.poll(reader.comments).toBe(heard);
    }
  });

  it('are told to read everything again when the database was away, and of each change from then on', async () => {
    const { db, api, log } = await shop();
    await api.post('/v1/purchases', { sku: donut, quantity: 10 });
    const reader = await listen(`${api.url}/v1/events`);
    await expect.poll(() => reader.named('counts')).toHaveLength(1);
    const before = reader.events.length;
    await db.schema.renameTable('restocks', 'elsewhere');
    await expect.poll(log).toContain('what changes cannot be read');
    await db.schema.renameTable('elsewhere', 'restocks');
    const told = () => reader.events.slice(before).map(({ name, data }) => [name, data['more']]);
    await expect.poll(told).toEqual(
      expect.arrayContaining([
        ['restocks', true],
        ['shelf', true],
        ['counts', undefined],
      ]),
    );
    await recordOrder(db, `restock-${donut}-1`, 'F-1');
    await expect.poll(() => reader.states().get(`restock-${donut}-1`)).toBe('ordered');
    expect(log().split('cannot be read')).toHaveLength(2);
  });

  it('come again after two to four seconds where they are cut off, and not all at once', async () => {
    const { api } = await shop();
    const waits = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const { body } = await api.fetchRaw('/v1/events');
        const { value } = await body!.getReader().read();
        return Number(/^retry: (\d+)\n/.exec(new TextDecoder().decode(value))?.[1]);
      }),
    );
    for (const wait of waits) expect(2_000 <= wait && wait < 4_000).toBe(true);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  it('are sent to another process where too many are there, until one leaves', async () => {
    const { db } = await shop();
    const hub = createEventHub({ db, logger: captureLog().logger }, () => ({}) as never, { mostStreams: 2 });
    const server = createServer((_request, response) => {
      hub(response, { resume: undefined, isStillAllowed: () => Promise.resolve(true) }).catch((error: Refusal) =>
        response.writeHead(503).end(error.message),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const readers = await Promise.all([listen(url), listen(url)]);
    expect((await listen(url)).status).toBe(503);
    readers[0].close();
    await expect.poll(async () => (await listen(url)).status).toBe(200);
  });
});
