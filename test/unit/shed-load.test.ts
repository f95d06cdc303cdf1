import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Client } from 'undici';
import { createHttpServer } from '../../src/api/http-server.ts';
import { shedLoad } from '../../src/api/shed-load.ts';
import { Refusal } from '../../src/errors.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A shop that turns away as many purchases as it is told, and notes when it looked at each. */
async function open(refusals: number) {
  const looks: number[] = [];
  const turnAway = () => (looks.push(performance.now()) > refusals ? null : new Refusal('busy', 'Too many.'));
  const server = createHttpServer(shedLoad((_request, response) => response.writeHead(201).end('sold'), { turnAway }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const buyer = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing.push(() => buyer.destroy());
  const buy = async (body = '{}') => {
    const answer = await buyer.request({ method: 'POST', path: '/v1/purchases', body });
    await answer.body.dump();
    return answer.statusCode;
  };
  return { buy, looks };
}

it('lets who was refused and asks again at once wait a moment, and then serves it on the same connection', async () => {
  const { buy, looks } = await open(2);
  expect([await buy(), await buy(), await buy()]).toEqual([503, 503, 201]);
  const [first = 0, second = 0, third = 0] = looks;
  expect(second - first).toBeGreaterThan(200);
  expect(third - second).toBeGreaterThan(200);
});

it('refuses a purchase whose body is still on its way', async () => {
  const { buy } = await open(1);
  expect([await buy('x'.repeat(3_000_000)), await buy()]).toEqual([503, 201]);
});
