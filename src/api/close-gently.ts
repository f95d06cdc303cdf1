import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long nothing may have come before the door is shut, in milliseconds: whoever spreads requests over several
 * processes needs a moment to notice that this one stops.
 */
const quiet = 500;

/**
 * Ends a server so that no request is lost on the way: goes on answering, each time with the wish to close the
 * connection, until nothing more comes; then takes no new connections and lets requests in flight finish.
 */
export async function closeGently(server: Server): Promise<void> {
  let lastCame = Date.now();
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    lastCame = Date.now();
    response.setHeader('Connection', 'close');
  });
  while (Date.now() - lastCame < quiet) await delay(lastCame + quiet - Date.now());

  const closed = new Promise((resolve) => void server.close(resolve));
  // A connection that is kept alive becomes idle only when its request is answered.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
}
