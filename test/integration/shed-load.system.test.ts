import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import autocannon from 'autocannon';
import { Client } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../src/api/http-server.ts';
import { shedLoad } from '../../src/api/shed-load.ts';
import { Refusal } from '../../src/errors.ts';

const body = '{"sku":"DOT"}';
const head = `POST /v1/purchases HTTP/1.1\r\nHost: shop\r\nContent-Length: ${body.length}\r\n\r\n`;
/** More than one look at the network hands over, 1,024: then Node looks again before it does anything else. */
const crowd = 2560;
/** Milliseconds from one request to the next on a connection that rests in between; timers count whole ones. */
const leastGap = 499;

describe('a connection that was refused', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  /** A shop that turns away as many purchases as it is told, and notes how long each connection was let alone. */
  async function open(refusals = Infinity) {
    const gaps: number[] = [];
    const lastAt = new WeakMap<Socket, number>();
    let asked = 0;
    const turnAway = () => (++asked > refusals ? null : new Refusal('busy', 'Too many.'));
    const shed = shedLoad((_request, response) => response.writeHead(201).end('sold'), { turnAway });
    const noted: RequestListener = (request, response) => {
      const now = performance.now();
      const last = lastAt.get(request.socket);
      if (last !== undefined) gaps.push(now - last);
      lastAt.set(request.socket, now);
      shed(request, response);
    };
    const server = createHttpServer(noted);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => {
      server.close();
      server.closeAllConnections();
      return once(server, 'close');
    });
    return { port: (server.address() as AddressInfo).port, gaps };
  }

  function buyer(port: number) {
    const client = new Client(`http://127.0.0.1:${port}`);
    closing.push(() => client.destroy());
    return async (sent = '{}') => {
      const answer = await client.request({ method: 'POST', path: '/v1/purchases', body: sent });
      await answer.body.dump();
      return answer.statusCode;
    };
  }

  it('waits a moment where it asks again at once, and then is served', async () => {
    const { port, gaps } = await open(2);
    const buy = buyer(port);
    expect([await buy(), await buy(), await buy()]).toEqual([503, 503, 201]);
    expect(gaps).toHaveLength(2);
    expect(Math.min(...gaps)).toBeGreaterThan(leastGap);
  });

  it('is served after a refusal of which the body was still on its way', async () => {
    const { port } = await open(1);
    const buy = buyer(port);
    expect([await buy('x'.repeat(3_000_000)), await buy()]).toEqual([503, 201]);
  });

  it('is not read before it has rested, also where a crowd comes back at once', async () => {
    const { port, gaps } = await open();
    const url = `http://127.0.0.1:${port}/v1/purchases`;
    // With a thread of its own: here it would wait for what it is to overtake.
    await autocannon({ url, method: 'POST', body, connections: crowd, amount: 3 * crowd, workers: 1 });
    expect(gaps.length).toBeGreaterThan(crowd);
    expect(gaps.filter((gap) => gap < leastGap)).toEqual([]);
  });

  it('rests also where the body came after the answer', async () => {
    const { port, gaps } = await open();
    const client = connect(port, '127.0.0.1');
    closing.push(() => client.destroy());
    client.write(head);
    await once(client, 'data');
    client.write(body);
    for (let more = 0; more < 2; more += 1) {
      client.write(head + body);
      await once(client, 'data');
    }
    expect(gaps).toHaveLength(2);
    expect(gaps[1]).toBeGreaterThan(leastGap);
  });
});
