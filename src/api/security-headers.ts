import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Helmet's headers. They are the same for every answer, so they are worked out once. */
export function securityHeaders(): RequestHandler {
  const sample = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
    // Whether there is TLS, and for which names, is decided by whatever ends it in front of this process.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  setHeaders(sample.req, sample, (error) => {
    if (error) throw error;
  });
  const headers = new Map(Object.entries(sample.getHeaders() as Record<string, string>));

  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}
