import { createServer, type RequestListener, type Server } from 'node:http';

/** Deadlines of a connection, in milliseconds: for the head of a request, for all of it, and for the next one. */
export type ConnectionDeadlines = {
  head: number;
  request: number;
  keepAlive: number;
  /** How often they are looked at, and so by how much a connection may outlive one. */
  checkEvery: number;
};

const usual: ConnectionDeadlines = { head: 10_000, request: 30_000, keepAlive: 65_000, checkEvery: 1_000 };

/** A server that answers 408 to whoever stalls, and hangs up. Never listens. */
export function createHttpServer(app: RequestListener, deadlines = usual): Server {
  return createServer(
    {
      headersTimeout: deadlines.head,
      requestTimeout: deadlines.request,
      keepAliveTimeout: deadlines.keepAlive,
      // Node's own interval is 30 s, by which a stalled connection would outlive its deadline.
      connectionsCheckingInterval: deadlines.checkEvery,
    },
    app,
  );
}
