import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What an answer for programs needs: it is data, whatever a browser would like to make of it. Few, as each sale pays for
 * them.
 */
export const dataHeaders = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** For all that does not go through {@link sendJson}. */
export const asData: RequestHandler = (_request, response, next) => {
  response.set(dataHeaders);
  next();
};

/** For what a browser shows: Helmet's headers. Its policy takes the place of the one for data. */
export const asPage: RequestHandler = helmet({
  // Whether there is TLS, and for which names, is decided by whatever ends it in front of this process.
  strictTransportSecurity: false,
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
});
