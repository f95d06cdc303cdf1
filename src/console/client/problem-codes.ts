/** The ways in which the API refuses that a person of the console can meet; a sentence for each is in `i18n`. */
const problemCodes = [
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'cross-site',
  'too-many-attempts',
  'not-found',
  'unknown-product',
  'unknown-restock',
  'unknown-delivery',
  'unknown-retry',
  'not-applicable',
  'stock-would-go-negative',
  'stock-too-large',
  'temporal-away',
  'busy',
  'unavailable',
  'internal-error',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export function isProblemCode(name: string): name is ProblemCode {
  return (problemCodes as readonly string[]).includes(name);
}
