import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { request } from 'undici';

/** Stands before the APIs for whoever knows but one address, the factory: each request goes to one that is in rotation. */
export async function startBalancer(port: number, inRotation: ReadonlySet<string>): Promise<{ close(): void }> {
  let turn = 0;
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const urls = [...inRotation];
    const target = urls[turn++ % urls.length];
    try {
      const { statusCode, headers, body } = await request(`${target}${incoming.url}`, {
        method: incoming.method as 'POST',
        headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
        body: await buffer(incoming),
      });
      response.writeHead(statusCode, { 'content-type': String(headers['content-type']) }).end(await body.text());
    } catch {
      response.writeHead(502).end();
    }
  };
  const server = createServer((incoming, response) => void forward(incoming, response)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
