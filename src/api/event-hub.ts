import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import { changesSince, type Change } from '../events/change.ts';
import { createChangeFeed } from '../events/change-feed.ts';
import { Refusal } from '../errors.ts';
import type { Named } from '../inventory/product-store.ts';
import type { Restock } from '../restocking/restock-store.ts';
import type { ApiDeps } from './deps.ts';
import { eventText, keepAlive, openEventStream, type EventStream } from './event-stream.ts';
import type { restock } from './restock-view.ts';

/** Milliseconds between two looks at whether a reader still may read, and, three times that, two signs of life. */
const checkEvery = 5_000;

type Reader = { stream: EventStream; isStillAllowed: () => Promise<boolean> };

/**
 * All who are told of changes by this process. What they are told is put into words once for all of them.
 *
 * @param limits open streams at most; further readers are asked to come again, and may reach another process
 */
export function createEventHub(
  { db, logger, metrics, stopping }: Pick<ApiDeps, 'db' | 'logger' | 'metrics' | 'stopping'>,
  view: (row: Named<Restock>) => z.input<typeof restock>,
  { mostStreams } = { mostStreams: 1_000 },
) {
  const readers = new Set<Reader>();
  let opening = 0;
  let checking: NodeJS.Timeout | undefined;
  const feed = createChangeFeed(db, logger, (change) => sendAll(textOf(change)));
  stopping?.addEventListener('abort', () => {
    for (const { stream } of readers) stream.end();
  });

  /**
   * Answers with a stream that goes on until the reader hangs up, is too slow or may read no more, or this process stops.
   *
   * @param resume what the reader was told last, of an earlier stream
   */
  return async function open(
    response: ServerResponse,
    { resume, isStillAllowed }: { resume: Date | null | undefined; isStillAllowed: () => Promise<boolean> },
  ): Promise<void> {
    if (readers.size + opening >= mostStreams) {
      throw new Refusal('busy', `${mostStreams} streams are open already, which is the most.`);
    }
    if (response.destroyed) return;
    opening += 1;
    response.once('close', () => feed.leave());
    try {
      const counts = await feed.join();
      if (response.destroyed) return;
      const reader = { stream: openEventStream(response), isStillAllowed };
      begin(reader, response);
      // Those that come in between are told twice, which does no harm.
      const missed = await changesSince(db, resume);
      for (const change of [...missed, { kind: 'counts' as const, counts }]) reader.stream.send(textOf(change));
    } finally {
      opening -= 1;
    }
  };

  function begin(reader: Reader, response: ServerResponse): void {
    readers.add(reader);
    metrics?.streamOpened();
    let checks = 0;
    checking ??= setInterval(() => void check(++checks), checkEvery);
    response.once('close', () => {
      readers.delete(reader);
      metrics?.streamClosed();
      if (readers.size > 0) return;
      clearInterval(checking);
      checking = undefined;
    });
    if (stopping?.aborted) reader.stream.end();
  }

  async function check(checks: number): Promise<void> {
    if (checks % 3 === 0) sendAll(keepAlive);
    for (const { stream, isStillAllowed } of readers) {
      if (!(await isStillAllowed())) stream.end(eventText({ name: 'session-ended', data: {} }));
    }
  }

  function sendAll(text: string): void {
    for (const { stream } of readers) if (!stream.send(text)) metrics?.streamCut();
  }

  function textOf(change: Change): string {
    if (change.kind === 'counts') return eventText({ name: 'counts', data: change.counts });
    if (change.kind === 'shelf') return eventText({ name: 'shelf', data: { items: change.items, more: change.more } });
    const data = { restocks: change.restocks.map(view), more: change.more };
    return eventText({ name: 'restocks', id: String(change.until.getTime()), data });
  }
}
