import type { RefusalCode } from '../errors.ts';

/** What a kind of refusal means: its status, and the text of its page `/problems/<code>`. */
export type Problem = {
  status: number;
  title: string;
  meaning: string;
  remedy: string;
  headers?: Record<string, string>;
};

/** The one place that maps refusals to HTTP. */
export const problems: Record<RefusalCode, Problem> = {
  'invalid-request': {
    status: 400,
    title: 'The request has faults',
    meaning: 'Some values are missing, unknown or out of bounds. Nothing was changed.',
    remedy: 'Mend everything that `errors` lists, then send the request again.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The body could not be read as JSON. Nothing was changed.',
    remedy: 'Send one JSON document in UTF-8. Text in single quotes and commas before a bracket are not JSON.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body must be JSON',
    meaning: 'The body came as something else than JSON. Nothing was changed.',
    remedy: 'Send the header `Content-Type: application/json`.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'No request of this API needs more than 100 kB. Nothing was changed.',
    remedy: 'Send less.',
  },
  unauthorized: {
    status: 401,
    title: 'The callback proves nothing',
    meaning:
      'A delivery is believed only with the token of its own restock, with a fresh signature of the factory that has ' +
      'the order, or with a key of the scope `factory`. Nothing was changed.',
    remedy:
      'Call back to the very address that came with the order, its `token` included. A signature follows Standard ' +
      'Webhooks, is at most five minutes old, and where the token is missing the body names the restock.',
    headers: { 'WWW-Authenticate': 'CallbackToken' },
  },
  unauthenticated: {
    status: 401,
    title: 'Who calls is not known',
    meaning: 'The request has no key, or one that does not count: unknown, revoked or expired. Nothing was changed.',
    remedy:
      'Send the header `Authorization: Bearer <key>`. Keys are made by whoever runs this service: ' +
      '`npx restock keys create --name till-1 --scope sell`. In the console, log in again.',
    headers: { 'WWW-Authenticate': 'Bearer realm="restock"' },
  },
  forbidden: {
    status: 403,
    title: 'The key may not do this',
    meaning: 'It is known who calls, but none of the scopes in `needed` was granted. Nothing was changed.',
    remedy: 'Use a key that has one of the scopes in `needed`. A key’s scopes never change: make another key.',
  },
  'cross-site': {
    status: 403,
    title: 'The request comes from another site',
    meaning: 'A log-in of the console counts only for requests of the console itself. Nothing was changed.',
    remedy: 'Programs send a key instead of a cookie. Pages of this service send the header `Restock-Console: 1`.',
  },
  'unknown-host': {
    status: 421,
    title: 'This is not the service of that name',
    meaning:
      'The service asks nobody for a key, and so answers only where it is called by a name of its own machine, or by ' +
      '`PUBLIC_URL`. Nothing was changed.',
    remedy: 'Call it as http://127.0.0.1 or http://localhost. Under another name run it with `AUTH=keys`.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many wrong keys came from this address',
    meaning: 'Keys that have not been seen to be right are not looked at for a while. Nothing was changed.',
    remedy: 'Stop what guesses, and come again after the time in `Retry-After`. Keys in use are not affected.',
    headers: { 'Retry-After': '60' },
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    meaning: 'No route of this API has this path.',
    remedy: 'Look the path up in /docs.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The address does not know this method',
    meaning: 'The path exists, the method does not. Nothing was changed.',
    remedy: 'Use one of the methods in the header `Allow`.',
  },
  'unknown-product': {
    status: 404,
    title: 'There is no such product',
    meaning: 'No product has this SKU. Upper and lower case differ. Nothing was changed.',
    remedy: 'Look the SKU up with GET /v1/products, or create the product with PUT /v1/products/{sku}.',
  },
  'unknown-purchase': {
    status: 404,
    title: 'There is no such purchase',
    meaning: 'No purchase has this id.',
    remedy: 'Use the id that the purchase was answered with.',
  },
  'unknown-restock': {
    status: 404,
    title: 'There is no such restock',
    meaning: 'No restock has this id. Nothing was changed.',
    remedy: 'Look the id up with GET /v1/restocks.',
  },
  'unknown-delivery': {
    status: 404,
    title: 'There is no such delivery',
    meaning: 'No delivery has this id. Nothing was changed.',
    remedy: 'Look the id up with GET /v1/deliveries?status=held.',
  },
  'unknown-retry': {
    status: 404,
    title: 'There is no such retry',
    meaning: 'No retry of many restocks has this name.',
    remedy: 'Use the `name` that POST /v1/restocks/retry was sent or answered with.',
  },
  'not-applicable': {
    status: 409,
    title: 'That cannot be done to this restock now',
    meaning:
      'The restock, or the delivery, is not in a state in which this would help; `detail` says why. Nothing was changed.',
    remedy: 'Look at the restock with GET /v1/restocks/{id}: its `status` says what it waits for.',
  },
  'temporal-away': {
    status: 503,
    title: 'Temporal does not answer',
    meaning:
      'What was asked for goes through Temporal, which could not be reached or had no worker to answer. It may or may not ' +
      'have been done.',
    remedy: 'Send it again after the time in `Retry-After`: each of these may be repeated without harm.',
    headers: { 'Retry-After': '5' },
  },
  'sold-out': {
    status: 409,
    title: 'There is not enough on the shelf',
    meaning: 'Fewer units are on the shelf than were asked for. Nothing was sold and nothing is kept of the request.',
    remedy:
      'Ask for at most `onHand`, or again after the time in `restock.expectedAt`; the same Idempotency-Key may be ' +
      'used. Where `restock` is null the product is not being replenished.',
  },
  'stock-would-go-negative': {
    status: 409,
    title: 'Stock cannot go below zero',
    meaning: 'The adjustment takes away more than is on the shelf. Nothing was changed.',
    remedy: 'Count the shelf again and take away at most `onHand`.',
  },
  'stock-too-large': {
    status: 409,
    title: 'The shelf does not hold that much',
    meaning: 'The adjustment would leave more than 1,000,000,000 units on the shelf. Nothing was changed.',
    remedy: 'Count the shelf again, or sell a larger unit under a SKU of its own.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another purchase',
    meaning: 'This key has bought something else before. Nothing was sold.',
    remedy: 'Make a new key for each purchase, and repeat it only for the very same one.',
  },
  busy: {
    status: 503,
    title: 'Too much is going on',
    meaning: 'Too many others wait for the database, or the request waited too long for its turn. Nothing was changed.',
    remedy: 'Send it again after the time in `Retry-After`; a purchase with the same Idempotency-Key.',
    headers: { 'Retry-After': '1' },
  },
  unavailable: {
    status: 503,
    title: 'The database is not available',
    meaning:
      'The database could not be asked, or went away before it answered, so nobody knows what it did. Or it takes no ' +
      'changes at the moment, because its disk is full or it is read-only; then nothing was changed.',
    remedy:
      'Send it again after the time in `Retry-After`. A purchase that is repeated with the same Idempotency-Key is ' +
      'sold once; so look before you repeat one that had none.',
    headers: { 'Retry-After': '5' },
  },
  'internal-error': {
    status: 500,
    title: 'The service has a bug',
    meaning: 'The request met an error that nobody had thought of. Nobody knows whether it took effect.',
    remedy:
      'Tell the operator the `instance`: the log has the same id. Repeat a purchase with the same Idempotency-Key.',
  },
};

export function problemType(code: RefusalCode): string {
  return `/problems/${code}`;
}
