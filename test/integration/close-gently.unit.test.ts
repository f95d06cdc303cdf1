import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeGently } from '../../src/api/close-gently.ts';

let server: Server;
let agent: Agent;
/** Answers the requests that are held up. */
let release: () => void;

beforeEach(async () => {
  const held = Promise.withResolvers<void>();
  release = held.resolve;
  const answer = async ({ url }: IncomingMessage, response: ServerResponse) => {
    if (url === '/held') await held.promise;
    response.end('answered');
  };
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => {
  release();
  agent.destroy();
  server.closeAllConnections();
});

/** The answer's status and what it says of the connection. */
async function ask(path = '/', over: Agent | undefined = agent) {
  const { port } = server.address() as AddressInfo;
  const [response] = (await once(get({ port, path, agent: over }), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, connection: response.headers.connection };
}

test('answers whoever still comes, and asks them to come elsewhere next time', async () => {
  expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' });
  let isClosed = false;
  const closed = closeGently(server).then(() => (isClosed = true));
  for (let request = 0; request < 20; request++) {
    expect(await ask()).toEqual({ status: 200, connection: 'close' });
    await delay(50);
  }
  expect(isClosed).toBe(false);
  await closed;
  expect(server.listening).toBe(false);
});

test('lets a request in flight finish, and takes no new ones meanwhile', async () => {
  const slow = ask('/held', new Agent());
  await once(server, 'request');
  const closed = closeGently(server);
  await expect.poll(() => server.listening).toBe(false);
  release();
  expect(await slow).toMatchObject({ status: 200 });
  await closed;
});
