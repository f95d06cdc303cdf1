import type { Database } from '../db/database.ts';
import { timeOf, timeOrNull, type ApiKeyRow } from '../db/rows.ts';
import { createApiKey } from './api-key.ts';
import { scopesIn, type Scope } from './scopes.ts';

export type ApiKey = {
  /** The part of the key that is no secret. */
  id: string;
  /** For people; it need not be the only one of its name, so that a key can be replaced while the old one is in use. */
  name: string;
  scopes: Scope[];
  secretHash: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To within {@link useNotedEvery}. */
  lastUsedAt: Date | null;
};

/** A write for each use would make a hot row of every key. In milliseconds. */
export const useNotedEvery = 300_000;

/** Makes a key; its text is in the answer and nowhere else. */
export async function insertKey(
  db: Database,
  { name, scopes, expiresAt }: Pick<ApiKey, 'name' | 'scopes' | 'expiresAt'>,
): Promise<{ key: ApiKey; text: string }> {
  const { id, text, hash } = createApiKey();
  const createdAt = new Date();
  const key = { id, name, scopes, secretHash: hash, createdAt, expiresAt, revokedAt: null, lastUsedAt: null };
  await db('api_keys').insert({
    id,
    name,
    scopes: scopes.join(' '),
    secret_hash: hash,
    created_at: createdAt,
    expires_at: expiresAt,
  });
  return { key, text };
}

export async function findKey(db: Database, id: string): Promise<ApiKey | null> {
  const row = await db('api_keys').where({ id }).first();
  return row ? keyOf(row) : null;
}

/** All of them, the revoked ones too, oldest first. */
export async function listKeys(db: Database): Promise<ApiKey[]> {
  return (await db('api_keys').orderBy(['created_at', 'id'])).map(keyOf);
}

/** Answers false where it was revoked before, or never was. */
export async function revokeKey(db: Database, id: string): Promise<boolean> {
  return (await db('api_keys').where({ id }).whereNull('revoked_at').update({ revoked_at: new Date() })) > 0;
}

export async function noteUse(db: Database, id: string, at: Date): Promise<void> {
  await db('api_keys').where({ id }).update({ last_used_at: at });
}

function keyOf(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: scopesIn(row.scopes.split(' ')),
    secretHash: row.secret_hash,
    createdAt: timeOf(row.created_at),
    expiresAt: timeOrNull(row.expires_at),
    revokedAt: timeOrNull(row.revoked_at),
    lastUsedAt: timeOrNull(row.last_used_at),
  };
}
