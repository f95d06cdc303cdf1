import type { Database } from '../db/database.ts';
import { isSameHash, readApiKey } from './api-key.ts';
import type { Caller, Verdict } from './caller.ts';
import { findKey, noteUse, useNotedEvery, type ApiKey } from './key-store.ts';
import { RowCache } from './row-cache.ts';

/** Whether the database may be asked about a credential that this process has not seen proven yet. */
export type MayAsk = () => Promise<boolean>;

/** Tells whose key it is. A revoked one is noticed within five seconds, see {@link RowCache}. */
export function createKeyRing(db: Database, now: () => number = Date.now) {
  const keys = new RowCache((id) => findKey(db, id), now);

  return {
    async verify(text: string, mayAsk: MayAsk): Promise<Verdict> {
      const given = readApiKey(text);
      if (!given) return { denial: 'unknown-key', id: null };
      const { id } = given;
      const remembered = keys.recall(id);
      const isProven = remembered !== null && isSameHash(given.hash, remembered.secretHash);
      if (!isProven && !(await mayAsk())) return { denial: 'too-many-attempts', id };
      const key = await keys.get(id);
      if (!key || !isSameHash(given.hash, key.secretHash)) return { denial: 'unknown-key', id: key?.id ?? null };
      if (key.revokedAt !== null) return { denial: 'revoked-key', id };
      if (isPast(key.expiresAt, now())) return { denial: 'expired-key', id };
      noteUseSometimes(key);
      return { caller: callerOf(key) };
    },
  };

  function noteUseSometimes(key: ApiKey): void {
    if (key.lastUsedAt !== null && now() - key.lastUsedAt.getTime() < useNotedEvery) return;
    key.lastUsedAt = new Date(now());
    // Nice to know, and not worth a failed request.
    noteUse(db, key.id, key.lastUsedAt).catch(() => {});
  }
}

export function isPast(time: Date | null, now: number): boolean {
  return time !== null && time.getTime() <= now;
}

function callerOf({ id, name, scopes, expiresAt }: ApiKey): Caller {
  return { kind: 'key', id, name, scopes, expiresAt };
}
