import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { chooser, productOf, type Load, type Loaded } from './load.ts';

/** Requests prepared for each client, who goes round in them. */
const prepared = 64;

/** Each client sends its next request when the last one is answered: for throughput, never for latency. */
export async function closedLoop({ url, clients, seconds, products, keys, reads = 0 }: Load): Promise<Loaded> {
  const choose = chooser(products);
  const headers = { 'content-type': 'application/json' };
  let replayed = 0;
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    timeout: 20,
    setupClient(client) {
      let sent = 0;
      let key = '';
      let lastBody: autocannon.Request['body'];
      client.setRequests(
        Array.from({ length: products.count === 1 && reads === 0 ? 1 : prepared }, () => {
          const sku = productOf(products, choose());
          if (Math.random() < reads) return { method: 'GET', path: `/v1/products/${sku}` };
          const request = { method: 'POST', path: '/v1/purchases', headers, body: JSON.stringify({ sku }) } as const;
          if (keys === undefined) return request;
          return {
            ...request,
            // The same key must come with the same product.
            setupRequest: (next: autocannon.Request) => {
              const isRepeated = keys === 'twice' && sent++ % 2 === 1;
              if (!isRepeated) key = randomUUID();
              const body = isRepeated ? lastBody : next.body;
              lastBody = body;
              return { ...next, body, headers: { ...headers, 'idempotency-key': key } };
            },
            onResponse: (_status: number, _body: string, _context: object, answered: object | undefined) => {
              if (answered && 'Idempotency-Replayed' in answered) replayed += 1;
            },
          };
        }),
      );
    },
  });
  return {
    seconds: result.duration,
    answers: Object.fromEntries(
      Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [status, count ?? 0]),
    ),
    replayed,
    unanswered: result.errors,
  };
}
