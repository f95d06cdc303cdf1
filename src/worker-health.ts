import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** Answers `/livez` at once and `/readyz` with 200 from the moment that `ready` is called. Ends with the process. */
export async function serveHealth({ host, port }: { host: string; port: number }): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer((request, response) => {
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
