import { hashSecret, isSameHash } from './api-key.ts';

/** What a header `Authorization` presents: null where there is none, empty where it is no bearer's. */
export function bearerIn(authorization: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? (authorization === undefined ? null : '');
}

/** Whether it is the token that opens the metrics. Takes as long for every wrong one, and needs no database. */
export function isMetricsToken(given: string | null, token: string | null): boolean {
  return given !== null && token !== null && isSameHash(hashSecret(given), hashSecret(token));
}
