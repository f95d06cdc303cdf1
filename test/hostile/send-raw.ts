import { once } from 'node:events';
import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { isEventStream } from '../support/event-reader.ts';
import type { HostileRequest } from './request-generator.ts';

export type RawAnswer = { status: number; headers: Headers; text: string };

/** Sends a request as it is, which `fetch` would refuse to or would tidy up. */
export async function sendRaw(
  url: string,
  { method, path, headers, body }: HostileRequest,
  agent: Agent,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  // Node would send the body of a GET without saying how long it is.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const request = httpRequest({ hostname, port, method, path, headers: { ...headers, ...length }, agent });
  // A body that is too large is refused before all of it is sent.
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.end(body);
  const [response] = await answered;
  request.on('error', () => undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    // It goes on for ever: its beginning will do.
    if (isEventStream(response.headers['content-type'])) break;
  }
  return {
    status: response.statusCode ?? 0,
    headers: new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
    text: Buffer.concat(chunks).toString(),
  };
}
