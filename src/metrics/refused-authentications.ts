import { Counter, type Registry } from 'prom-client';
import type { Denial } from '../access/caller.ts';

/** What to look after first, by why a request was refused. */
const kinds: Record<Denial, 'callback' | 'key' | 'session' | 'scope' | 'cross-site' | 'limited'> = {
  missing: 'key',
  'unknown-key': 'key',
  'revoked-key': 'key',
  'expired-key': 'key',
  'bad-token': 'key',
  'expired-token': 'key',
  'unknown-session': 'session',
  'expired-session': 'session',
  'missing-scope': 'scope',
  'cross-site': 'cross-site',
  'missing-proof': 'callback',
  'callback-token': 'callback',
  'callback-signature': 'callback',
  'callback-stale': 'callback',
  'callback-other-restock': 'callback',
  'too-many-attempts': 'limited',
};

/** Counts requests that were refused for who makes them, in every process that refuses some. */
export function countRefusedAuthentications(registry: Registry) {
  const refused = new Counter({
    name: 'restock_refused_authentications_total',
    help: 'Requests refused for who makes them: without a valid callback token or signature, key, log-in or scope, or from another site; limited: too many wrong ones',
    labelNames: ['kind'],
    registers: [registry],
  });
  // From the start, so that the first one is an increase.
  for (const kind of new Set(Object.values(kinds))) refused.inc({ kind }, 0);
  return ({ denial }: { denial: Denial }) => refused.inc({ kind: kinds[denial] });
}
