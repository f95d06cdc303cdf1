import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What an answer for programs needs: it is data, whatever a browser would like to make of it. */
const dataHeaders = new Map([
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Content-Type-Options', 'nosniff'],
]);

/** For every answer; few, as each sale pays for them. */
export const asData: RequestHandler = (_request, response, next) => {
  response.setHeaders(dataHeaders);
  next();
};

/** For what a browser shows: Helmet's headers. Its policy takes the place of the one for data. */
export const asPage: RequestHandler = helmet({
  // Whether there is TLS, and for which names, is decided by whatever ends it in front of this process.
  strictTransportSecurity: false,
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
});
