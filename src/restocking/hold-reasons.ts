/** Why goods that came wait for a person. */
export const holdReasons = {
  'held-over': 'The restock is {state} already; it expects nothing more.',
  'held-full': '{#quantity} came, but {#onHand} are on the shelf, and it holds no more than {#most}.',
  'held-too-many': '{#quantity} came, but only {#most} were still expected, of {#ordered} ordered.',
  'held-unknown-restock': 'It names the restock {restock}, which does not exist.',
  'held-no-restock': 'It names no restock, and none is open for this product.',
} as const;

/** As rows from before have it, so that it is known again. */
export const formerHoldReasons = {
  'held-too-many': '{#quantity} came, but of {#ordered} ordered only {#most} may still come.',
} as const;
