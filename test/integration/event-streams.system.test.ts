import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { revokeKey } from '../../src/access/key-store.ts';
import { openEventStream } from '../../src/api/event-stream.ts';
import { recordOrder } from '../../src/restocking/restock-transitions.ts';
import { startApi } from '../support/api.ts';
import { describeDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { readEvents, type EventReader } from '../support/event-reader.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createKey } from '../support/keys.ts';
import { freePort, startProcess } from '../support/process.ts';

const id = `restock-${donut}-1`;

describeDatabase('a stream of events', (open) => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function listen(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const reader = await readEvents(`${url}/v1/events`, headers);
    closing.push(reader.close);
    return reader;
  }
  async function shop(env: Record<string, string> = {}) {
    const { db } = await open();
    await stockDonuts(db, 10);
    const api = await startApi(db, { env });
    closing.push(() => api.close());
    return { db, api };
  }

  it('is for those who may read, and ends when their key or their log-in counts no more', async () => {
    const { db, api } = await shop({ AUTH: 'keys' });
    const [reads, sells, logsIn] = await Promise.all([
      createKey(db, 'wall', ['read']),
      createKey(db, 'till', ['sell']),
      createKey(db, 'kim', ['operate']),
    ]);
    expect((await listen(api.url)).status).toBe(401);
    expect((await listen(api.url, sells.headers)).status).toBe(403);
    const { headers } = await api.post('/console/session', { key: logsIn.text });
    const cookie = headers.get('set-cookie')!.split(';', 1)[0]!;
    const [wall, console, other] = await Promise.all([
      listen(api.url, reads.headers),
      listen(api.url, { cookie }),
      listen(api.url, logsIn.headers),
    ]);
    await revokeKey(db, reads.id);
    const own = { cookie, 'restock-console': '1' };
    expect((await api.send('DELETE', '/console/session', { headers: own })).status).toBe(200);
    for (const reader of [wall, console]) {
      await expect.poll(reader.isOver, { timeout: 20_000 }).toBe(true);
      expect(reader.events.at(-1)).toMatchObject({ name: 'session-ended' });
    }
    expect(other.isOver()).toBe(false);
    expect(other.named('session-ended')).toEqual([]);
  }, 30_000);

  it('ends when the key, the log-in or the token of its reader expires', async () => {
    const provider = await startIdentityProvider();
    closing.push(() => provider.close());
    const { db, api } = await shop({
      AUTH: 'keys',
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: 'restock',
      OIDC_JWKS_URL: provider.jwksUrl,
    });
    const soon = Math.ceil(Date.now() / 1_000) + 3;
    const key = await createKey(db, 'guest', ['read'], new Date(soon * 1_000));
    const { headers } = await api.post('/console/session', { key: key.text });
    const passing = await Promise.all([
      listen(api.url, key.headers),
      listen(api.url, { cookie: headers.get('set-cookie')!.split(';', 1)[0]! }),
      listen(api.url, { authorization: `Bearer ${await provider.sign({ exp: soon })}` }),
    ]);
    const lasting = await listen(api.url, { authorization: `Bearer ${await provider.sign()}` });
    for (const reader of passing) {
      expect(reader.status).toBe(200);
      await expect.poll(reader.isOver, { timeout: 20_000 }).toBe(true);
      expect(reader.events.at(-1)).toMatchObject({ name: 'session-ended' });
      expect(reader.events.at(-1)!.at).toBeGreaterThanOrEqual(soon * 1_000);
    }
    expect(lasting.isOver()).toBe(false);
  }, 30_000);

  it('asks the database only while somebody listens, and for many as often as for one', async () => {
    const { db, api } = await shop();
    let asked = 0;
    db.on('query', () => (asked += 1));
    const askedIn = async (time: number) => {
      const before = asked;
      await new Promise((resolve) => setTimeout(resolve, time));
      return asked - before;
    };
    const first = await listen(api.url);
    await expect.poll(() => first.named('counts')).toHaveLength(1);
    const forOne = await askedIn(2_000);
    expect(forOne).toBeGreaterThan(0);
    const others = await Promise.all(Array.from({ length: 20 }, () => listen(api.url)));
    for (const reader of others) await expect.poll(() => reader.named('counts')).toHaveLength(1);
    expect(await askedIn(2_000)).toBeLessThanOrEqual(forOne + 4);
    for (const reader of [first, ...others]) reader.close();
    await expect.poll(() => askedIn(700), { timeout: 5_000 }).toBe(0);
  }, 20_000);

  it('is no sample of how long requests take, and is counted while it is open', async () => {
    const { api } = await shop();
    const metrics = async () => (await api.fetchRaw('/metrics')).text();
    const reader = await listen(api.url);
    expect(await metrics()).toMatch(/^restock_event_streams 1$/m);
    reader.close();
    await expect.poll(metrics).toMatch(/^restock_event_streams 0$/m);
    expect(await metrics()).not.toContain('route="/v1/events"');
  });

  it('comes from each of several processes, and ends at once with them', async () => {
    const { url: databaseUrl, db } = await open();
    await stockDonuts(db, 10);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: databaseUrl, PORT: String(port), API_PROCESSES: '2' };
    const api = await startProcess('src/api/server.ts', `${url}/livez`, env);
    closing.push(() => api.end('SIGKILL'));
    await expect.poll(() => api.output().split('the API is open').length, { timeout: 20_000 }).toBe(3);
    const readers = await Promise.all(Array.from({ length: 6 }, () => listen(url)));
    const body = JSON.stringify({ sku: donut, quantity: 10 });
    await fetch(`${url}/v1/purchases`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await recordOrder(db, id, 'F-1');
    for (const reader of readers) {
      await expect.poll(() => reader.states().get(id), { timeout: 5_000 }).toBe('ordered');
      await expect.poll(() => reader.stock().get(donut)).toBe(0);
    }
    const began = Date.now();
    expect(await api.end('SIGTERM')).toBe(0);
    expect(Date.now() - began).toBeLessThan(4_000);
    for (const reader of readers) await expect.poll(reader.isOver).toBe(true);
  }, 60_000);
});

describe('a slow reader of events', () => {
  it('is cut off, and what it does not take is not kept', async () => {
    const mostSent = 1_000;
    let [sent, most] = [0, 0];
    const cut = Promise.withResolvers<void>();
    const server = createServer((_request, response) => {
      const stream = openEventStream(response);
      const send = () => {
        if (!stream.send(`data: ${'x'.repeat(50_000)}\n\n`)) return cut.resolve();
        sent += 1;
        if (sent === mostSent) return cut.resolve();
        most = Math.max(most, response.writableLength);
        setImmediate(send);
      };
      send();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const request = get({ port: (server.address() as AddressInfo).port, agent: false });
    request.on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    await cut.promise;
    expect(sent).toBeLessThan(mostSent);
    expect(most).toBeLessThan(400_000);
    request.destroy();
    server.close();
  });
});
