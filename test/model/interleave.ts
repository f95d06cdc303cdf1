import type * as fc from 'fast-check';
import type { Database } from '../../src/db/database.ts';

type Query = (this: unknown, connection: unknown, statement: unknown) => Promise<unknown>;

/**
 * Makes the calls at once, and lets the scheduler decide which of them sends its next statement. On MySQL it is the
 * statements of transactions that change places; SQLite has one connection, so there it is whole transactions.
 */
export async function interleave<Answer>(
  { client }: Database,
  scheduler: fc.Scheduler,
  calls: (() => Promise<Answer>)[],
): Promise<Answer[]> {
  // A transaction's client shares nothing with the pool's but the prototype.
  const prototype = (client as { constructor: { prototype: { _query: Query } } }).constructor.prototype;
  const own = Object.getOwnPropertyDescriptor(prototype, '_query');
  const send = prototype._query;
  prototype._query = async function (connection, statement) {
    await scheduler.schedule(Promise.resolve());
    return send.call(this, connection, statement);
  };
  try {
    return await scheduler.waitFor(Promise.all(calls.map((call) => scheduler.schedule(Promise.resolve()).then(call))));
  } finally {
    if (own) Object.defineProperty(prototype, '_query', own);
    else Reflect.deleteProperty(prototype, '_query');
  }
}
