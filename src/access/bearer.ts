import { hashSecret, isSameHash } from './api-key.ts';
import type { Denial } from './caller.ts';

/** What a header `Authorization` presents: null where there is none, empty where it is no bearer's. */
export function bearerIn(authorization: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? (authorization === undefined ? null : '');
}

/**
 * Null where a header presents the token that opens the metrics, else what is wrong with it. Takes as long for every wrong
 * one, and needs no database.
 */
export function metricsDenial(authorization: string | undefined, token: string | null): Denial | null {
  const given = bearerIn(authorization);
  if (given === null) return 'missing';
  return token !== null && isSameHash(hashSecret(given), hashSecret(token)) ? null : 'unknown-key';
}
