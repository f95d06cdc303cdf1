import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Sell } from '../sales/sell.ts';
import { problems } from './problem.ts';
import { problemDocument } from './refusal.ts';

const { status, headers } = problems.busy;

/**
 * Turns purchases away in front of everything else while no more may wait: what cannot be served must cost less than
 * what can, or the refused take the time of the served.
 */
export function shedLoad(app: RequestListener, sell: Pick<Sell, 'turnAway'>): RequestListener {
  return (request, response) => {
    const isPurchase = request.method === 'POST' && request.url === '/v1/purchases';
    const refusal = isPurchase ? sell.turnAway() : null;
    if (refusal === null) return app(request, response);
    const body = Buffer.from(problemDocument(refusal, randomUUID()));
    const type = 'application/problem+json; charset=utf-8';
    response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': body.length }).end(body);
  };
}
