import type { Scope } from './scopes.ts';

/** Who makes a request, as far as that was asked. */
export type Caller = {
  /** `anybody`: nobody was asked, because the API or the route is open. */
  kind: 'anybody' | 'key' | 'session' | 'token';
  /** For records and for people: a key's name, or what the identity provider calls its user. */
  name: string | null;
  scopes: readonly Scope[];
  /** A key's id, or the id under which a session is stored: no secret. */
  id: string | null;
  expiresAt: Date | null;
};

export const anybody: Caller = { kind: 'anybody', name: null, scopes: [], id: null, expiresAt: null };

/** Why a request was refused for who makes it. Names for logs and metrics; callers are told less. */
export type Denial =
  | 'missing'
  | 'unknown-key'
  | 'revoked-key'
  | 'expired-key'
  | 'unknown-session'
  | 'expired-session'
  | 'bad-token'
  | 'expired-token'
  | 'missing-scope'
  | 'cross-site'
  | 'missing-proof'
  | 'callback-token'
  | 'callback-signature'
  | 'callback-stale'
  | 'callback-other-restock'
  | 'too-many-attempts';

/** What came of looking at a credential. `id` is that of the key or session in question, where it has one. */
export type Verdict = { caller: Caller } | { denial: Denial; id: string | null };

/** Wrong in a way that somebody who guesses would be: these count against an address. */
export const guesses: ReadonlySet<Denial> = new Set<Denial>([
  'unknown-key',
  'unknown-session',
  'bad-token',
  'callback-token',
  'callback-signature',
]);
