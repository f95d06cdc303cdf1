import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stage } from '../stage.ts';

export type SilentFactory = {
  url: string;
  /** Milliseconds since 1970 at which the order with this key was first asked for. */
  askedAt: Map<string, number>;
};

/** Takes every order at once, delivers never, and remembers when it was asked. */
export async function startSilentFactory(stage: Stage): Promise<SilentFactory> {
  const askedAt = new Map<string, number>();
  const server = createServer((request, response) => {
    const at = performance.timeOrigin + performance.now();
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { MessageGroupId: key } = JSON.parse(text) as { MessageGroupId: string };
      if (!askedAt.has(key)) askedAt.set(key, at);
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ orderId: key }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage.onClose(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, askedAt };
}
