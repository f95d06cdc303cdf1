import type { ServerResponse } from 'node:http';

/** What may wait for a reader, in bytes, and for how long, in milliseconds, before it is cut off. */
const mostWaiting = 256 * 1024;
const longestWait = 30_000;

/** Milliseconds after which browsers come again: not all in the same moment where a process ended all streams. */
const comeAgainAfter = () => 2_000 + Math.floor(Math.random() * 2_000);

export type EventStream = ReturnType<typeof openEventStream>;

/** Begins an answer of server-sent events. What a slow reader does not take is not kept: it is cut off. */
export function openEventStream(response: ServerResponse) {
  let blockedSince: number | null = null;
  response.on('drain', () => (blockedSince = null));
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    // Proxies that gather answers before they pass them on are asked not to.
    'X-Accel-Buffering': 'no',
  });
  response.write(`retry: ${comeAgainAfter()}\n\n`);

  return {
    /** @returns false: the reader was too slow, and is cut off */
    send(text: string): boolean {
      if (response.destroyed || response.writableEnded) return true;
      if (isTooSlow()) {
        response.destroy();
        return false;
      }
      if (!response.write(text)) blockedSince ??= Date.now();
      return true;
    },

    end(lastWords = ''): void {
      response.end(lastWords);
    },
  };

  function isTooSlow(): boolean {
    return response.writableLength > mostWaiting || (blockedSince !== null && Date.now() - blockedSince > longestWait);
  }
}

/** One event as it goes over the wire. */
export function eventText(event: { name: string; data: unknown; id?: string }): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `event: ${event.name}\n${id}data: ${JSON.stringify(event.data)}\n\n`;
}

/** Shows that the way is still there. */
export const keepAlive = ':\n\n';
