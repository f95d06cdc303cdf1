import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** What one of those who watch was sent, each. */
export type Watched = {
  messagesPerSecond: number;
  kilobytesPerSecond: number;
  /** Milliseconds between two messages about restocks, at most. */
  longestGap: number;
};

/** So many who read events for as long as the work takes. */
export async function watchedBy<T>(
  url: string,
  count: number,
  work: () => Promise<T>,
): Promise<{ done: T; watched: Watched | null }> {
  const seen = { messages: 0, bytes: 0, longestGap: 0 };
  const streams = await Promise.all(Array.from({ length: count }, () => watch(url, seen)));
  const began = performance.now();
  const before = { ...seen };
  const done = await work();
  const seconds = (performance.now() - began) / 1_000;
  for (const close of streams) close();
  if (count === 0) return { done, watched: null };
  return {
    done,
    watched: {
      messagesPerSecond: (seen.messages - before.messages) / count / seconds,
      kilobytesPerSecond: (seen.bytes - before.bytes) / 1_024 / count / seconds,
      longestGap: seen.longestGap,
    },
  };
}

async function watch(url: string, seen: { messages: number; bytes: number; longestGap: number }): Promise<() => void> {
  const request = get(`${url}/v1/events`, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  let last = performance.now();
  response.on('data', (data: Buffer) => {
    seen.bytes += data.length;
    // The first piece of each message has its name.
    if (!data.includes('event: ')) return;
    seen.messages += 1;
    if (!data.includes('event: restocks')) return;
    seen.longestGap = Math.max(seen.longestGap, performance.now() - last);
    last = performance.now();
  });
  return () => void request.destroy();
}
