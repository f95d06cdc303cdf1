import type { Server } from 'node:http';

/**
 * Resolves when the server listens.
 *
 * @param setting name of the variable that sets the port, for the sentence about a port that is taken
 */
export function listen(server: Server, { host, port }: { host: string; port: number }, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = `Port ${port} on ${host} is in use: stop what uses it, or set ${setting} to another one.`;
      reject(error.code === 'EADDRINUSE' ? new Error(busy) : error);
    });
    server.listen(port, host, resolve);
  });
}
