import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

type Event = { name: string; id: string | null; data: Record<string, unknown>; at: number };

export type EventReader = Awaited<ReturnType<typeof readEvents>>;

/** Of an answer that does not end by itself. */
export function isEventStream(contentType: string | null | undefined): boolean {
  return contentType?.startsWith('text/event-stream') ?? false;
}

/** Reads server-sent events as a browser does. */
export async function readEvents(url: string, headers: Record<string, string> = {}) {
  const events: Event[] = [];
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let rest = '';
  let comments = 0;
  let isOver = false;
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) comments += 1;
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
      const [name, data] = [field('event'), field('data')];
      if (name !== null && data !== null) {
        events.push({ name, id: field('id'), data: JSON.parse(data) as Event['data'], at: Date.now() });
      }
    }
  });
  request.on('error', () => (isOver = true));
  response.on('error', () => (isOver = true));
  response.on('close', () => (isOver = true));

  const named = (name: string) => events.filter((event) => event.name === name);
  return {
    status: response.statusCode,
    headers: response.headers,
    events,
    named,
    /** The state of each restock as it was told last, by id. */
    states: () =>
      new Map(
        named('restocks').flatMap(({ data }) =>
          (data['restocks'] as { id: string; state: string }[]).map(({ id, state }) => [id, state] as const),
        ),
      ),
    /** The stock of each product as it was told last, by SKU. */
    stock: () =>
      new Map(
        named('shelf').flatMap(({ data }) =>
          (data['items'] as { sku: string; onHand: number }[]).map(({ sku, onHand }) => [sku, onHand] as const),
        ),
      ),
    lastId: () => events.findLast(({ id }) => id !== null)?.id ?? '',
    comments: () => comments,
    isOver: () => isOver,
    /** Takes nothing more off the wire. */
    stall: () => void response.pause(),
    close: () => void request.destroy(),
  };
}
