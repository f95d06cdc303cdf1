import { createServer } from 'node:http';

/** Answers `/livez` at once and `/readyz` with 200 from the moment that `ready` is called. Ends with the process. */
export async function serveHealth({ host, port }: { host: string; port: number }): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer((request, response) => {
    const status = request.url === '/livez' || (request.url === '/readyz' && isReady) ? 200 : 503;
    const known = request.url === '/livez' || request.url === '/readyz';
    response.writeHead(known ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: status === 200 ? 'ok' : 'waiting for Temporal' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is in use: stop what uses it, or set WORKER_PORT to another one.`)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  server.unref();
  return {
    ready() {
      isReady = true;
    },
  };
}
