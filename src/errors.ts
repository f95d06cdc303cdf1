/** Every way a request can be refused. Each is also the name of a problem page, `/problems/<code>`. */
export type RefusalCode =
  | 'invalid-request'
  | 'malformed-json'
  | 'unsupported-media-type'
  | 'body-too-large'
  | 'unauthorized'
  | 'unauthenticated'
  | 'forbidden'
  | 'cross-site'
  | 'unknown-host'
  | 'too-many-attempts'
  | 'not-found'
  | 'method-not-allowed'
  | 'unknown-product'
  | 'unknown-purchase'
  | 'unknown-restock'
  | 'unknown-delivery'
  | 'unknown-retry'
  | 'not-applicable'
  | 'temporal-away'
  | 'sold-out'
  | 'stock-would-go-negative'
  | 'stock-too-large'
  | 'idempotency-key-reused'
  | 'busy'
  | 'unavailable'
  | 'internal-error';

/**
 * A business rule said no. Knows nothing of HTTP: `api/problem.ts` maps the code to a status.
 * `facts` are what the caller needs to act on it; they become members of the problem document.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: Record<string, unknown>;

  constructor(code: RefusalCode, message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}

/** The first lines of an error's message and of its cause's, at most 300 characters: fit for a row or a log line. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n', 1)[0] ?? '';
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${firstLine(error.cause)}` : '';
  return `${line}${cause}`.slice(0, 300);
}
