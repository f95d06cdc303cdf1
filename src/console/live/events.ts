import { signal } from '@preact/signals';
import { Away } from '../client/ask.ts';
import { findSession } from '../client/session.ts';
import type { Restock, RestockCounts } from '../../api/answers.ts';

/** What the API tells without being asked; `more`: too much happened, ask again. */
export type Events = {
  restocks: { restocks: Restock[]; more: boolean };
  counts: RestockCounts;
  shelf: { items: { sku: string; onHand: number }[]; more: boolean };
};

type Kind = keyof Events;

/** live: told at once. polling: asked every few seconds. away: nobody answers, what is shown is old. */
export type Connection = 'connecting' | 'live' | 'polling' | 'away';

export const connection = signal<Connection>('connecting');

/** When what is shown was right for the last time, in milliseconds since 1970. */
export const heardAt = signal(Date.now());

const pollEvery = 5_000;
/** How long a break may last before we ask ourselves, and how long a new connection may take. */
const patience = 4_000;
const reopenAfter = 15_000;
/** Silence is nothing unusual, but the way may be dead: after this long we ask whether it is. */
const silence = 45_000;
/** A window that nobody has seen for this long hangs up: browsers have few connections to one place. */
const pauseAfter = 60_000;

const listeners: { [K in Kind]: Set<(data: Events[K]) => void> } = {
  restocks: new Set(),
  counts: new Set(),
  shelf: new Set(),
};
const readers = new Set<() => Promise<void>>();
let source: EventSource | null = null;
let openedAt = 0;
/** How far we were told. */
let lastEventId = '';
let polling: ReturnType<typeof setTimeout> | undefined;
let listening: ReturnType<typeof setTimeout> | undefined;
let pausing: ReturnType<typeof setTimeout> | undefined;

/** Calls back with every such event. @returns what ends it */
export function listenTo<K extends Kind>(kind: K, then: (data: Events[K]) => void): () => void {
  listeners[kind].add(then);
  return () => void listeners[kind].delete(then);
}

/** Reads anew what a page shows: wherever events may have been missed, and again and again where there are none. */
export function keepReading(read: () => Promise<void>): () => void {
  readers.add(read);
  return () => void readers.delete(read);
}

export function startEvents(): void {
  stopEvents();
  open();
  addEventListener('online', checkAfterSleep);
  document.addEventListener('visibilitychange', pauseUnseen);
}

export function stopEvents(): void {
  removeEventListener('online', checkAfterSleep);
  document.removeEventListener('visibilitychange', pauseUnseen);
  clearTimeout(pausing);
  hangUp();
  lastEventId = '';
}

function hangUp(): void {
  for (const timer of [polling, listening]) clearTimeout(timer);
  polling = undefined;
  source?.close();
  source = null;
  connection.value = 'connecting';
}

function open(): void {
  source?.close();
  const isResumed = lastEventId !== '';
  const stream = new EventSource(`/v1/events${isResumed ? `?lastEventId=${encodeURIComponent(lastEventId)}` : ''}`);
  source = stream;
  openedAt = Date.now();
  pollUnlessLive();
  stream.addEventListener('open', () => {
    clearTimeout(polling);
    polling = undefined;
    connection.value = 'live';
    hear();
    // What was read before may be older than what is told from now on.
    if (!isResumed) void readAll();
  });
  // The browser comes back by itself, and says where it was; unless it was sent away.
  stream.addEventListener('error', () => {
    if (stream !== source) return;
    if (connection.value === 'live') connection.value = 'connecting';
    pollUnlessLive();
  });
  for (const kind of Object.keys(listeners) as Kind[]) {
    stream.addEventListener(kind, (event: MessageEvent<string>) => {
      hear();
      if (event.lastEventId !== '') lastEventId = event.lastEventId;
      tell(kind, JSON.parse(event.data) as Events[typeof kind]);
    });
  }
  stream.addEventListener('session-ended', () => void findSession());
}

function tell<K extends Kind>(kind: K, data: Events[K]): void {
  for (const then of listeners[kind]) then(data);
}

function hear(): void {
  heardAt.value = Date.now();
  clearTimeout(listening);
  listening = setTimeout(checkAfterSleep, silence);
}

/** The way may have died without a word: asks something small, and opens a new one if that gets no answer. */
function checkAfterSleep(): void {
  if (connection.value === 'live' && !document.hidden) void check();
}

async function check(): Promise<void> {
  if (await findSession()) return hear();
  connection.value = 'away';
  open();
}

function pauseUnseen(): void {
  clearTimeout(pausing);
  if (document.hidden) pausing = setTimeout(hangUp, pauseAfter);
  else if (source === null) open();
  else checkAfterSleep();
}

function pollUnlessLive(): void {
  polling ??= setTimeout(() => void poll(), patience);
}

async function poll(): Promise<void> {
  await readAll();
  if (polling === undefined) return;
  polling = setTimeout(() => void poll(), pollEvery);
  if (source?.readyState !== EventSource.OPEN && Date.now() - openedAt > reopenAfter) open();
}

async function readAll(): Promise<void> {
  try {
    if (readers.size === 0) await findSession();
    await Promise.all([...readers].map((read) => read()));
    heardAt.value = Date.now();
    if (polling !== undefined) connection.value = 'polling';
  } catch (error) {
    if (polling !== undefined && error instanceof Away) connection.value = 'away';
  }
}
