import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createHttpServer } from '../../src/api/http-server.ts';

it('a connection is kept for longer than balancers keep theirs, which is a minute', async () => {
  const server = createHttpServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [response] = (await once(get({ port, agent: false, headers: { connection: 'keep-alive' } }), 'response')) as [
    IncomingMessage,
  ];
  expect(response.headers['keep-alive']).toBe('timeout=65');
  server.closeAllConnections();
  server.close();
});
