import type { ProblemCode } from '../../client/problem-codes.ts';

/** What happened, what it means, what to do next. */
export const problems: Record<ProblemCode | 'away' | 'unexpected', string> = {
  away: 'The service does not answer. Nobody knows whether it got what you sent. Wait a moment and look before you do it again.',
  unexpected:
    'The service gave an answer that the console does not understand. Load the page again; if it stays, tell whoever runs the service.',
  'invalid-request': 'Something in the form does not fit, so nothing was changed. Correct what is named here:',
  unauthenticated: 'The key is not known, or counts no more. Ask whoever runs the service for another one.',
  forbidden: 'Your key may look but not change this. Somebody with the scope “operate” can.',
  'cross-site': 'The request did not come from this page, so nothing was changed. Load the page again.',
  'too-many-attempts': 'Too many wrong keys came from this place. Wait a minute, then try again.',
  'not-found': 'This version of the service does not have that. Load the page again.',
  'unknown-product': 'There is no such product. Upper and lower case count.',
  'unknown-restock': 'There is no such restock. Look for it in the list.',
  'unknown-delivery': 'There is no such delivery any more. Load the page again.',
  'unknown-retry': 'There is no such retry. Load the page again.',
  'not-applicable': 'That does not help this restock now, so nothing was changed.',
  'stock-would-go-negative': 'More would be taken away than is there, so nothing was changed.',
  'stock-too-large': 'That is more than a shelf holds, so nothing was changed.',
  'temporal-away':
    'The part that carries it out does not answer. It may or may not have been done; doing it again is harmless. Try again in a few seconds.',
  busy: 'Too much is going on at once, so nothing was changed. Try again in a second.',
  unavailable: 'The database does not answer. Sales may be affected too. Try again in a few seconds.',
  'internal-error':
    'The service has met an error of its own, and nobody knows whether it was done. Look before you do it again, and tell whoever runs the service.',
};
