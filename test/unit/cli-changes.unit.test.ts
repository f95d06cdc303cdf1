import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followChanges } from '../../src/cli/changes.ts';
import type { Client } from '../../src/cli/client.ts';

describe('watching from the command line', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** Connections as the API makes them: a test says what comes on each, and what never comes. */
  function openWatch() {
    const connections: { headers: Record<string, string>; send: (text: string) => void }[] = [];
    const stream = (_path: string, headers: Record<string, string>, signal: AbortSignal) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          signal.addEventListener('abort', () => controller.error(signal.reason));
          connections.push({ headers, send: (text) => controller.enqueue(new TextEncoder().encode(text)) });
        },
      });
      return Promise.resolve(new Response(body));
    };
    const stop = new AbortController();
    const notes: string[] = [];
    const api = { root: 'http://shop', stream } as unknown as Client;
    const changes = followChanges(api, stop.signal, (text) => notes.push(text));
    return { changes, connections, notes, stop };
  }
  const counts = (inFlight: number, id = '') =>
    `event: counts\n${id && `id: ${id}\n`}data: ${JSON.stringify({ inFlight })}\n\n`;

  it('keeps a connection on which the API shows that it is there', async () => {
    const { changes, connections, stop } = openWatch();
    const first = changes.next();
    connections[0]?.send(counts(1));
    expect(await first).toMatchObject({ value: { counts: { inFlight: 1 } } });
    const second = changes.next();
    for (let n = 0; n < 4; n++) {
      await vi.advanceTimersByTimeAsync(50_000);
      connections[0]?.send(':\n\n');
      // A comment is no event: nothing tells when it has been read.
      await new Promise(setImmediate);
    }
    connections[0]?.send(counts(2));
    expect(await second).toMatchObject({ value: { counts: { inFlight: 2 } } });
    expect(connections).toHaveLength(1);
    stop.abort();
  });

  it('makes a new one where nothing came for a minute, and goes on where the last one ended', async () => {
    const { changes, connections, notes, stop } = openWatch();
    const first = changes.next();
    connections[0]?.send(counts(1, '41'));
    await first;
    const second = changes.next();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(notes).toEqual(['Watching http://shop']);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect.poll(() => connections.length).toBe(2);
    expect(connections[1]?.headers).toMatchObject({ 'last-event-id': '41' });
    connections[1]?.send(counts(2));
    expect(await second).toMatchObject({ value: { counts: { inFlight: 2 } } });
    expect(notes.slice(1)).toEqual(['The connection broke. Trying again until it is back.', 'Connected again.']);
    stop.abort();
  });
});
