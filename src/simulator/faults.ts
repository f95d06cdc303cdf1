import { z } from 'zod';
import { issueLines } from './issue-lines.ts';

/** How often it strikes, and which orders: those whose key begins with this text. Without them every time, and all. */
const scope = {
  times: z.int().min(1).max(1_000_000).optional(),
  orders: z.string().min(1).max(100).optional(),
};
const delayMs = z.int().min(0).max(86_400_000);

const fault = z.discriminatedUnion(
  'name',
  [
    // What becomes of a request. The first of these four that is switched on answers it.
    /** The connection is destroyed without an answer. */
    z.strictObject({ name: z.literal('down'), ...scope }),
    z.strictObject({ name: z.literal('server-error'), ...scope, status: z.int().min(500).max(599).default(503) }),
    z.strictObject({ name: z.literal('rate-limited'), ...scope, retryAfterSeconds: z.int().min(0).default(1) }),
    /** Refuses the order for good. */
    z.strictObject({ name: z.literal('refuse'), ...scope, status: z.int().min(400).max(499).default(422) }),
    /** Takes the order after the delay, whether or not the caller still waits. */
    z.strictObject({ name: z.literal('slow'), ...scope, delayMs: delayMs.default(60_000) }),
    /** Takes the order at once and answers after the delay. */
    z.strictObject({ name: z.literal('slow-reply'), ...scope, delayMs: delayMs.default(60_000) }),
    /** Takes the order, then destroys the connection instead of answering. */
    z.strictObject({ name: z.literal('drop-reply'), ...scope }),
    /** Takes a repeated key for a new order. */
    z.strictObject({ name: z.literal('forget-keys'), ...scope }),
    // What becomes of the delivery of an order that was taken.
    z.strictObject({ name: z.literal('forget-callback'), ...scope }),
    z.strictObject({ name: z.literal('callback-twice'), ...scope, delayMs: delayMs.default(0) }),
    /** The delay lies between one part and the next. */
    z.strictObject({
      name: z.literal('in-parts'),
      ...scope,
      parts: z.int().min(2).max(100).default(2),
      delayMs: delayMs.default(1_000),
    }),
    z.strictObject({ name: z.literal('late'), ...scope, delayMs: delayMs.default(60_000) }),
    z.strictObject({ name: z.literal('too-many'), ...scope, extra: z.int().min(1).max(1_000_000).default(1) }),
    /** The callback is sent, and its answer awaited, before the order itself is answered. */
    z.strictObject({ name: z.literal('early-callback'), ...scope }),
    z.strictObject({ name: z.literal('bad-count'), ...scope, count: z.string().max(100).default('ten') }),
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? `must be one of ${faultNames().join(', ')}` : undefined) },
);

export type Fault = z.output<typeof fault>;
type FaultNamed<Name extends Fault['name']> = Extract<Fault, { name: Name }>;

/**
 * A whole set of faults, such as `{ "faults": [{ "name": "drop-reply", "times": 1 }] }`. `times` counts requests for
 * faults of the answer and orders for faults of the delivery; without it a fault stays until it is cleared. A name
 * may be listed more than once, to be used up in that order. `orders` keeps a fault to keys that begin with it.
 */
export const faultSet = z.strictObject({ faults: z.array(fault).max(100) });
export type FaultSet = z.input<typeof faultSet>;

/** `down,late`, or the JSON list that `PUT /faults` takes. */
export const faultList = z.string().transform((text, context): Fault[] => {
  const parsed = faultSet.shape.faults.safeParse(text.trim().startsWith('[') ? parseJson(text) : namesIn(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: issueLines(parsed.error).join('; ') });
  return z.NEVER;
});

/** The faults that are switched on now. */
export class Faults {
  #active: Fault[];

  constructor(active: Fault[]) {
    this.#active = active;
  }

  list(): Fault[] {
    return this.#active;
  }

  replace(active: Fault[]): void {
    this.#active = active;
  }

  add(faults: Fault[]): void {
    this.#active = [...this.#active, ...faults];
  }

  /** Ends those that were kept to just these orders. */
  clear(orders: string): void {
    this.#active = this.#active.filter((active) => active.orders !== orders);
  }

  /**
   * The first fault in the list that has one of these names and strikes this order, if any; it is used up by one.
   *
   * @param key of the order; undefined where a request names none, which only a fault of all orders strikes
   */
  take<Name extends Fault['name']>(key: string | undefined, ...names: Name[]): FaultNamed<Name> | undefined {
    const index = this.#active.findIndex(
      ({ name, orders }) => (names as string[]).includes(name) && (orders === undefined || key?.startsWith(orders)),
    );
    const taken = this.#active[index];
    if (taken === undefined) return undefined;
    if (taken.times !== undefined) {
      const left = taken.times > 1 ? [{ ...taken, times: taken.times - 1 }] : [];
      this.#active = this.#active.toSpliced(index, 1, ...left);
    }
    return taken as FaultNamed<Name>;
  }
}

function faultNames(): string[] {
  return fault.options.map((option) => option.shape.name.value);
}

function namesIn(text: string) {
  const names = text.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map((name) => ({ name }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
