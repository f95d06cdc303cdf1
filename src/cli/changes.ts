import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { RestockCounts, Restock } from '../api/answers.ts';
import type { Client } from './client.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

export type Change =
  /** `more`: more changed than are told. */
  { kind: 'restocks'; restocks: Restock[]; more: boolean } | { kind: 'counts'; counts: RestockCounts };

/** A connection on which nothing came for so long, in milliseconds, is dead: the API sends something more often. */
const longestSilence = 60_000;
const longestPause = 10_000;

/**
 * What changes, as the API tells it, until the signal. A connection that breaks is made again, and goes on where the last
 * one ended.
 *
 * @throws {Failure} where there is no connection to begin with, or the API wants no more of this caller
 */
export async function* followChanges(
  api: Client,
  stop: AbortSignal,
  note: (text: string) => void,
): AsyncGenerator<Change> {
  let lastId: string | undefined;
  let pause = 0;
  for (;;) {
    const connection = open(api, stop, lastId);
    try {
      for await (const { id, event, data } of await connection.events) {
        if (lastId === undefined || pause > 0) note(lastId === undefined ? `Watching ${api.root}` : 'Connected again.');
        pause = 0;
        lastId = id ?? lastId ?? '';
        if (event === 'session-ended') throw sessionEnded();
        if (event === 'restocks')
          yield { kind: 'restocks', ...(JSON.parse(data) as { restocks: Restock[]; more: boolean }) };
        if (event === 'counts') yield { kind: 'counts', counts: JSON.parse(data) as RestockCounts };
      }
    } catch (error) {
      if (stop.aborted) return;
      const isForGood = error instanceof Failure && error.exitCode !== exitCodes.unreachable;
      if (isForGood || lastId === undefined) throw error;
    } finally {
      connection.close();
    }
    if (pause === 0) note('The connection broke. Trying again until it is back.');
    pause = Math.min(longestPause, pause * 2 || 500);
    await delay(pause, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
  }
}

function open(api: Client, stop: AbortSignal, lastId: string | undefined) {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), longestSilence);
  const resume: Record<string, string> = lastId ? { 'last-event-id': lastId } : {};
  const headers = { accept: 'text/event-stream', ...resume };
  const signal = AbortSignal.any([stop, silence.signal]);
  const heard = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      timer.refresh();
      controller.enqueue(chunk);
    },
  });
  const events = api
    .stream('/v1/events', headers, signal)
    .then(({ body }) =>
      body!.pipeThrough(heard).pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()),
    );
  return { events, close: () => (clearTimeout(timer), silence.abort()) };
}

function sessionEnded(): Failure {
  return new Failure(exitCodes.notAllowed, {
    happened: 'The API ended the connection: the key was revoked or has expired.',
    next: 'Set RESTOCK_KEY to a key that counts.',
  });
}
