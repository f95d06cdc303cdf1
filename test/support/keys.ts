import { insertKey } from '../../src/access/key-store.ts';
import type { Scope } from '../../src/access/scopes.ts';
import type { Database } from '../../src/db/database.ts';

/** A key of this name with these scopes, as text. */
export async function createKey(db: Database, name: string, scopes: Scope[], expiresAt: Date | null = null) {
  const { key, text } = await insertKey(db, { name, scopes, expiresAt });
  return { id: key.id, text, headers: { authorization: `Bearer ${text}` } };
}
