import type { Request } from 'express';

/** With HTTPS the name itself makes browsers refuse one that another host has set, or one without HTTPS. */
function nameFor(isSecure: boolean): string {
  return isSecure ? '__Host-restock_session' : 'restock_session';
}

/** The secret of a log-in, or null where the request has no cookie of that name. */
export function sessionSecretIn({ headers, secure }: Pick<Request, 'headers' | 'secure'>): string | null {
  const prefix = `${nameFor(secure)}=`;
  const found = (headers.cookie ?? '').split(';').find((part) => part.trim().startsWith(prefix));
  return found === undefined ? null : found.trim().slice(prefix.length);
}

/** @param secret empty: the browser forgets the cookie */
export function sessionCookie(secret: string, { seconds, isSecure }: { seconds: number; isSecure: boolean }): string {
  const attributes = ['Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])];
  return [`${nameFor(isSecure)}=${secret}`, ...attributes].join('; ');
}
