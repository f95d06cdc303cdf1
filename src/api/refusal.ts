import type { RequestListener } from 'node:http';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import { isContended, isDatabaseAway, isUnwritable } from '../db/transaction.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import { troubleCoded } from './coded.ts';
import { problems, problemType } from './problem.ts';
import { recordFault, requestId } from './request-log.ts';
import { sendJson } from './send-json.ts';

/** Everything thrown ends here as a problem document. Only what is our own fault reaches the log as an error. */
export const answerRefusal: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = refusalOf(error);
  const { status, headers } = problems[refusal.code];
  // That more purchases come than can be made is nobody's fault, and that Temporal is away is said elsewhere.
  const isTold = error instanceof Refusal && (error.code === 'busy' || error.code === 'temporal-away');
  if (status >= 500 && !isTold && error instanceof Error) recordFault(request, response, error);
  const type = 'application/problem+json; charset=utf-8';
  sendJson(response, status, problemDocument(refusal, requestId(request)), { 'Content-Type': type, ...headers });
};

/** The app as a server calls it. Of an address without a path Express shows nothing to any handler, so it ends here. */
export function listenerOf(app: Express): RequestListener {
  return (request, response) =>
    app(request as Request, response as Response, (error: unknown = unreadable('The address could not be read.')) =>
      answerRefusal(error, request as Request, response as Response, () => undefined),
    );
}

/** Of which the `detail` says more than the kind of refusal does, and always the same. */
const worded = new Set<RefusalCode>(['temporal-away', 'stock-would-go-negative', 'stock-too-large']);

/** @param requestId UUID by which the log knows the request, where it does */
export function problemDocument({ code, message, facts }: Refusal, requestId: string): string {
  const { status, title } = problems[code];
  const instance = `urn:uuid:${requestId}`;
  const said = worded.has(code) ? troubleCoded(message) : null;
  return JSON.stringify({
    type: problemType(code),
    title,
    status,
    detail: message,
    instance,
    ...(said && { coded: said }),
    ...facts,
  });
}

export const refuseUnknownPath: RequestHandler = (request) => {
  throw new Refusal('not-found', `There is nothing at ${request.path}. All addresses are listed in /docs.`);
};

/** Names what was thrown. The words of an error that is not a {@link Refusal} are for the log, never for the caller. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isBusy(error)) {
    return new Refusal('busy', 'The database had no time for this request. Send it again in a moment.');
  }
  if (isUnwritable(error)) {
    return new Refusal(
      'unavailable',
      'The database takes no changes at the moment: its disk is full, or it is read-only. Nothing was changed; send the request again later.',
    );
  }
  if (isDatabaseAway(error)) {
    return new Refusal(
      'unavailable',
      'The database cannot be reached, so the outcome is unknown. Ask again; a purchase with the same Idempotency-Key.',
    );
  }
  return readingRefusal(error) ?? new Refusal('internal-error', 'The service has a bug; its log knows more.');
}

/** No connection was free in time, or a lock was never granted: the transaction, if it had begun, was rolled back. */
function isBusy(error: unknown): boolean {
  return (error as { name?: string }).name === 'KnexTimeoutError' || isContended(error);
}

/** What Express, its body parser and its files throw about a request. */
function readingRefusal(error: unknown): Refusal | null {
  const { type, status, expose } = error as { type?: string; status?: number; expose?: boolean };
  if (type === 'entity.parse.failed') return new Refusal('malformed-json', 'The body could not be read as JSON.');
  if (type === 'entity.too.large') return new Refusal('body-too-large', 'The body is larger than 100 kB.');
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new Refusal('unsupported-media-type', 'The body must be JSON in UTF-8, plain or compressed by gzip.');
  }
  return status === 400 || expose
    ? unreadable('The request could not be read, or a condition of it does not hold.')
    : null;
}

function unreadable(detail: string): Refusal {
  return new Refusal('invalid-request', detail, { errors: [] });
}
