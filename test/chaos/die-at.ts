/**
 * Preloaded into each API and worker under chaos (`node --import`). Ends a process with SIGKILL at a named instant of
 * the way of a purchase, once, when the file DIE_AT_FILE asks for it. The program itself knows nothing of this.
 */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Connection } from 'mysql2';
import type { DeathWish } from './instants.ts';

const wishFile = process.env.DIE_AT_FILE;
if (wishFile) {
  watchCommits();
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as { request: { path: string }; response: { statusCode: number } };
    if (request.path === '/api/manufactures' && response.statusCode < 300) reach('order-accepted');
  });
}

type Ask = (this: object, sql: string | { sql: string }, ...rest: unknown[]) => unknown;

/** What a transaction has written tells which instant its commit is. */
function watchCommits(): void {
  const marks: [DeathWish['instant'], RegExp][] = [
    ['purchase-committed', /insert into `?purchases/i],
    ['restock-committed', /insert into `?restocks/i],
    ['delivery-committed', /insert into `?deliveries/i],
    ['booking-committed', /insert into `?stock_movements/i],
    ['order-committed', /update `?restocks.*factory_order_id/i],
  ];
  const written = new WeakMap<object, Set<DeathWish['instant']>>();
  const { prototype } = Connection as unknown as { prototype: { query: Ask } };
  const { query } = prototype;
  prototype.query = function ask(sql, ...rest) {
    const text = typeof sql === 'string' ? sql : sql.sql;
    if (/^\s*(begin|start transaction)/i.test(text)) written.set(this, new Set());
    const instants = written.get(this);
    for (const [instant, pattern] of marks) if (pattern.test(text)) instants?.add(instant);
    const done = rest.at(-1);
    if (!instants || !/^\s*commit/i.test(text) || typeof done !== 'function') return query.call(this, sql, ...rest);

    const answered = (error: unknown, ...results: unknown[]) => {
      if (!error) for (const instant of instants) reach(instant);
      return done(error, ...results) as unknown;
    };
    const sent = query.call(this, sql, ...rest.slice(0, -1), answered);
    if (instants.has('purchase-committed')) reach('purchase-commit-sent');
    return sent;
  };
}

function reach(instant: DeathWish['instant']): void {
  if (!wishFile || !existsSync(wishFile)) return;
  const wish = JSON.parse(readFileSync(wishFile, 'utf8')) as DeathWish;
  if (wish.instant !== instant) return;
  rmSync(wishFile);
  process.kill(wish.victim ?? process.pid, 'SIGKILL');
}
