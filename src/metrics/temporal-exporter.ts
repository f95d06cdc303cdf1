import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { request } from 'undici';

export type TemporalExporter = { bindAddress: string; text: () => Promise<string> };

/**
 * Where Temporal's SDK, which can only serve its metrics itself, is to do so: on a free port of loopback, from where the
 * worker fetches them to serve all of its metrics at one address.
 */
export async function chooseTemporalExporter(): Promise<TemporalExporter> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const url = `http://127.0.0.1:${port}/metrics`;
  return {
    bindAddress: `127.0.0.1:${port}`,
    text: async () => (await request(url, { bodyTimeout: 5_000, headersTimeout: 5_000 })).body.text(),
  };
}
