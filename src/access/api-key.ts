import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The id is public: it finds the row and may stand in a log. What follows it is the secret, 256 random bits. */
const pattern = /^restock_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** A new key. Its text is shown once, and only its hash is kept. */
export function createApiKey(): { id: string; text: string; hash: string } {
  const id = randomBytes(6).toString('hex');
  const text = `restock_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: hashSecret(text) };
}

/** Null for what cannot be a key. */
export function readApiKey(text: string): { id: string; hash: string } | null {
  const id = pattern.exec(text)?.[1];
  return id === undefined ? null : { id, hash: hashSecret(text) };
}

/**
 * For secrets of 256 random bits only: nobody can try out so many, so that a slow hash, made for what people can
 * remember, would cost each request milliseconds and win nothing.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes as long for every wrong hash, however much of it is right. */
export function isSameHash(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
