import { createServer, type ServerResponse } from 'node:http';
import { Registry } from 'prom-client';
import { listen } from './listen.ts';

/**
 * Answers `/livez` at once, `/readyz` with 200 from the moment that `ready` is called, and `/metrics`. Ends with the
 * process.
 *
 * @param metrics all of this process's metrics, in Prometheus' text format
 */
export async function serveHealth(
  { host, port }: { host: string; port: number },
  metrics: () => Promise<string>,
): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      void answerMetrics(response, metrics);
      return;
    }
    const status = request.url === '/livez' || (request.url === '/readyz' && isReady) ? 200 : 503;
    const known = request.url === '/livez' || request.url === '/readyz';
    response.writeHead(known ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: status === 200 ? 'ok' : 'waiting for the database or Temporal' }));
  });
  await listen(server, { host, port }, 'WORKER_PORT');
  server.unref();
  return {
    ready() {
      isReady = true;
    },
  };
}

async function answerMetrics(response: ServerResponse, metrics: () => Promise<string>): Promise<void> {
  try {
    const text = await metrics();
    response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${(error as Error).message}\n`);
  }
}
