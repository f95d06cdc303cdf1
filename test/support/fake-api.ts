import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type AskedOfApi = { method: string; path: string; query: Record<string, string>; body: unknown };

/** What the API says to a request; `nth` counts those of the same path from 1. */
type Answer = (asked: AskedOfApi, nth: number) => Response | object | Promise<object>;

/** Stands in for the API where a test is about what a client sends, and about answers that would take long to come about. */
export async function startFakeApi(answer: Answer) {
  const asked: AskedOfApi[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    const body = await text(request);
    const now: AskedOfApi = {
      method: request.method ?? '',
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: body === '' ? null : JSON.parse(body),
    };
    asked.push(now);
    const said = await answer(now, asked.filter(({ path }) => path === pathname).length);
    const reply = said instanceof Response ? said : Response.json(said);
    response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
  };
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
