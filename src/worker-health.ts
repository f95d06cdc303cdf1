import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Registry } from 'prom-client';
import type { Denial } from './access/caller.ts';
import { listen } from './listen.ts';

type Metrics = {
  /** All of this process's metrics, in Prometheus' text format. */
  text: () => Promise<string>;
  /** Null for who may read them, else why not. */
  denial: (request: IncomingMessage) => Promise<Denial | null>;
};

/**
 * Answers `/livez` at once, `/readyz` with 200 from the moment that `ready` is called, and `/metrics`. Ends with the
 * process.
 */
export async function serveHealth(
  { host, port }: { host: string; port: number },
  metrics: Metrics,
): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      void answerMetrics(request, response, metrics);
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

async function answerMetrics(request: IncomingMessage, response: ServerResponse, metrics: Metrics): Promise<void> {
  try {
    const denial = await metrics.denial(request);
    if (denial !== null) {
      refuse(response, denial);
      return;
    }
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${(error as Error).message}\n`);
  }
}

function refuse(response: ServerResponse, denial: Denial): void {
  const [status, headers, sentence] =
    denial === 'too-many-attempts'
      ? [429, { 'retry-after': '60' }, 'Too many wrong tokens came from this address. Come again in a minute.']
      : [
          401,
          { 'www-authenticate': 'Bearer realm="restock"' },
          'This needs METRICS_TOKEN: Authorization: Bearer <token>.',
        ];
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ status: sentence }));
}
