/** What went wrong with a restock, as its workflow and those who look after it say it. */
export const troubles = {
  'worker-stopped': 'The worker that was asking stopped before it had an answer.',
  'no-answer': 'No answer came in time.',
  missing: '{factory} has delivered {#delivered} of {#quantity}; the rest was expected at {time}.',
  'ended-outside':
    'Its workflow was {how} from outside before the restock was done. Reset the workflow to go on with it.',
  'factory-not-configured':
    'The factory {factory} is not configured, so nobody places the order. Add it to FACTORIES, or cancel the restock.',
  'factory-unknown-here': 'The factory {factory} of {restock} is unknown here.',
  'product-unknown-here': 'The product {sku} of {restock} is unknown here.',
  'factory-untold': '{factory} has the order and could not be told; what it still delivers is held for a person.',
  'factory-untold-in-doubt':
    '{factory} may have the order and could not be told; what it still delivers is held for a person.',
  'temporal-away': 'Temporal did not answer: {cause}',
} as const;
