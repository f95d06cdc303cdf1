import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import autocannon from 'autocannon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shedLoad } from '../../src/api/shed-load.ts';
import { Refusal } from '../../src/errors.ts';

const body = '{"sku":"DOT"}';
const head = `POST /v1/purchases HTTP/1.1\r\nHost: shop\r\nContent-Length: ${body.length}\r\n\r\n`;
/** More than one look at the network hands over, 1,024: then Node looks again before it does anything else. */
const crowd = 2560;
/** Milliseconds from one request to the next on a connection that rests in between; timers count whole ones. */
const leastGap = 499;

describe('a connection that was refused', () => {
  let port: number;
  let gaps: number[];
  let close: () => Promise<unknown>;

  beforeEach(async () => {
    gaps = [];
    const lastAt = new WeakMap<Socket, number>();
    const shed = shedLoad(() => expect.unreachable('All are turned away'), { turnAway: () => new Refusal('busy', '') });
    const server = createServer((request, response) => {
      const now = performance.now();
      const last = lastAt.get(request.socket);
      if (last !== undefined) gaps.push(now - last);
      lastAt.set(request.socket, now);
      shed(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    close = () => {
      server.close();
      server.closeAllConnections();
      return once(server, 'close');
    };
  });
  afterEach(() => close());

  it('is not read before it has rested, also where a crowd comes back at once', async () => {
    const url = `http://127.0.0.1:${port}/v1/purchases`;
    // With a thread of its own: here it would wait for what it is to overtake.
    await autocannon({ url, method: 'POST', body, connections: crowd, amount: 3 * crowd, workers: 1 });
    expect(gaps.length).toBeGreaterThan(crowd);
    expect(gaps.filter((gap) => gap < leastGap)).toEqual([]);
  });

  it('rests also where the body came after the answer', async () => {
    const client = connect(port, '127.0.0.1');
    client.write(head);
    await once(client, 'data');
    client.write(body);
    for (let more = 0; more < 2; more += 1) {
      client.write(head + body);
      await once(client, 'data');
    }
    expect(gaps).toHaveLength(2);
    expect(gaps[1]).toBeGreaterThan(leastGap);
    client.destroy();
  });
});
