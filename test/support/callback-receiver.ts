import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

type ReceivedCallback = { path: string; body: Record<string, unknown> };

export const callbackToken = 'kR7vX2-secret_token';

/** A shop that only notes what a factory calls back with. Close it when done. */
export async function startCallbackReceiver() {
  const received: ReceivedCallback[] = [];
  const app = express();
  app.post('/{*path}', express.json(), (req, res) => {
    received.push({ path: req.url, body: req.body as ReceivedCallback['body'] });
    res.json({});
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    received,
    /** An address as a restock would give it, with the token that nobody may log. */
    urlFor: (restockId: string) => `http://127.0.0.1:${port}/v1/deliveries/${restockId}?token=${callbackToken}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
