import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull } from '../db/rows.ts';
import { hashSecret } from './api-key.ts';
import type { Caller, Verdict } from './caller.ts';
import { isPast, type MayAsk } from './key-ring.ts';
import { RowCache } from './row-cache.ts';
import { scopesIn, type Scope } from './scopes.ts';
import { unnamed } from './unnamed.ts';

type Session = {
  /** Hash of the secret in the cookie: whoever reads the table cannot become anybody. */
  id: string;
  name: string;
  scopes: Scope[];
  expiresAt: Date;
  /** The key that it was opened with ended: so does the session. */
  isKeyOver: boolean;
};

/** Log-ins of the console, kept in the database: every API process knows them, and a log-out ends one for good. */
export function createSessions(db: Database, lifetime: number, now: () => number = Date.now) {
  const sessions = new RowCache((id) => findSession(db, id, now()), now);

  return {
    /** Opens a session for a caller that has proven itself, for no longer than its proof lasts. */
    async open(caller: Caller): Promise<{ secret: string; expiresAt: Date }> {
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Math.min(now() + lifetime, caller.expiresAt?.getTime() ?? Infinity));
      await db('console_sessions').where('expires_at', '<', new Date(now())).delete();
      await db('console_sessions').insert({
        id: hashSecret(secret),
        key_id: caller.kind === 'key' ? caller.id : null,
        name: caller.name ?? unnamed,
        scopes: caller.scopes.join(' '),
        created_at: new Date(now()),
        expires_at: expiresAt,
      });
      return { secret, expiresAt };
    },

    async verify(secret: string, mayAsk: MayAsk): Promise<Verdict> {
      const id = hashSecret(secret);
      if (sessions.recall(id) === null && !(await mayAsk())) return { denial: 'too-many-attempts', id: null };
      const session = await sessions.get(id);
      if (!session) return { denial: 'unknown-session', id: null };
      if (session.isKeyOver || isPast(session.expiresAt, now())) return { denial: 'expired-session', id };
      const { name, scopes, expiresAt } = session;
      return { caller: { kind: 'session', id, name, scopes, expiresAt } };
    },

    /** Other processes notice within five seconds. */
    async close(id: string): Promise<void> {
      await db('console_sessions').where({ id }).delete();
      sessions.forget(id);
    },
  };
}

async function findSession(db: Database, id: string, now: number): Promise<Session | null> {
  const row = await db('console_sessions').where({ id }).first();
  if (!row) return null;
  const key = row.key_id === null ? null : await db('api_keys').where({ id: row.key_id }).first();
  return {
    id,
    name: row.name,
    scopes: scopesIn(row.scopes.split(' ')),
    expiresAt: timeOf(row.expires_at),
    isKeyOver: row.key_id !== null && (!key || key.revoked_at !== null || isPast(timeOrNull(key.expires_at), now)),
  };
}
