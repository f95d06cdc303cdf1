import { closeSync, fdatasyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const time = z.iso.datetime();

const plannedCallback = z.object({
  id: z.string(),
  dueAt: time,
  /** As it will stand in the body: with a fault it is no number. */
  count: z.string(),
  deliveryId: z.string().optional(),
});

const orderFields = z.object({
  MessageGroupId: z.string(),
  MessageAttributeProductId: z.string(),
  MessageAttributeProductCnt: z.string(),
  MessageAttributeFactoryId: z.string(),
  MessageAttributeRequester: z.string(),
  CallbackUrl: z.string(),
});

const entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('requested'), key: z.string(), at: time }),
  z.object({
    type: z.literal('accepted'),
    key: z.string(),
    at: time,
    orderId: z.string(),
    request: orderFields,
    callbacks: z.array(plannedCallback),
  }),
  /** `planned` is the planned callback that this was; a person's has none. */
  z.object({
    type: z.literal('called-back'),
    key: z.string(),
    planned: z.string().optional(),
    count: z.string(),
    deliveryId: z.string().optional(),
    sentAt: time,
    status: z.int().optional(),
    error: z.string().optional(),
  }),
]);

export type PlannedCallback = z.output<typeof plannedCallback>;
export type JournalEntry = z.output<typeof entry>;

/** Everything that happened to the factory, in order: what it must still know after a restart. */
export type Journal = {
  /** What was there at the start. */
  entries: JournalEntry[];
  /** On the disk when it returns, for an accepted order; the operating system's business for the rest. */
  append(entry: JournalEntry): void;
  close(): void;
};

export const memoryJournal: Journal = { entries: [], append: () => {}, close: () => {} };

/**
 * A journal of JSON lines. It holds callback addresses with their tokens, so only its owner may read it. Writing is
 * synchronous: nothing can happen between an order's entry and its effect, and a factory takes a few orders a second.
 *
 * @throws {Error} that says what is wrong where the file cannot be opened or was not written by this program.
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+', 0o600);
  const bytes = readFileSync(file);
  // What follows the last line break was cut short by a crash, so nobody was promised anything about it.
  const complete = bytes.lastIndexOf('\n') + 1;
  if (complete < bytes.length) ftruncateSync(file, complete);
  let size = complete;
  const lines = bytes.subarray(0, complete).toString('utf8').split('\n').slice(0, -1);

  return {
    entries: lines.map((line, index) => readEntry(line, `${path}, line ${index + 1}`)),
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        for (let written = 0; written < line.length;) written += writeSync(file, line, written);
        if (entry.type === 'accepted') fdatasyncSync(file);
        size += line.length;
      } catch (error) {
        // Half a line, left there by a full disk, would spoil the next one.
        ftruncateSync(file, size);
        throw error;
      }
    },
    close: () => closeSync(file),
  };
}

function readEntry(line: string, place: string): JournalEntry {
  try {
    return entry.parse(JSON.parse(line));
  } catch (cause) {
    throw new Error(`The simulator's journal cannot be read at ${place}: repair it, or move it away to start afresh.`, {
      cause,
    });
  }
}
