import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Sell } from '../sales/sell.ts';
import { problems } from './problem.ts';
import { problemDocument } from './refusal.ts';

const { status, headers } = problems.busy;

/** Milliseconds for which a connection is not read after a refusal. */
const pauseAfterRefusal = 500;

/**
 * Turns purchases away in front of everything else while no more may wait: what cannot be served must cost less than
 * what can, or the refused take the time of the served. Even so, HTTP alone makes a refusal cost a good part of a
 * sale, and who is refused at once may be back at once. So the answer goes out, and the connection's next request is read
 * later.
 */
export function shedLoad(app: RequestListener, sell: Pick<Sell, 'turnAway'>): RequestListener {
  return (request, response) => {
    const isPurchase = request.method === 'POST' && request.url === '/v1/purchases';
    const refusal = isPurchase ? sell.turnAway() : null;
    if (refusal === null) return app(request, response);
    const body = problemDocument(refusal, randomUUID());
    const type = 'application/problem+json; charset=utf-8';
    const length = Buffer.byteLength(body);
    // As text, it goes to the socket together with its head.
    response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': length }).end(body);
    restAfter(request, response);
  };
}

const resting = new WeakSet<Socket>();

/** When both are over, and not before: until then Node reads on, to send the answer and to throw the body away. */
function restAfter(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  let open = 2;
  const closed = () => {
    open -= 1;
    if (open === 0) rest(socket);
  };
  request.once('close', closed);
  response.once('close', closed);
}

function rest(socket: Socket): void {
  socket.pause();
  if (resting.has(socket)) return;
  resting.add(socket);
  setTimeout(() => {
    resting.delete(socket);
    socket.resume();
  }, pauseAfterRefusal);
}
