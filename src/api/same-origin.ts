import type { Request } from 'express';

/** What our pages send with everything that changes something: no other site can, without asking first. */
const consoleHeader = 'Restock-Console';

/** Whether a browser sends it from a page of this very service, or because a person typed the address. */
export function isFromOwnPages(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  // The host as the browser knows it: a proxy that is trusted says which.
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

/** Whether it is an action of one of our pages. */
export function isOwnAction(request: Request): boolean {
  return isFromOwnPages(request) && request.get(consoleHeader) === '1';
}
