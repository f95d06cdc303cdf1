/** What came of a repair, where its name does not say all of it. */
export const repairOutcomes = {
  'ordered-elsewhere': 'Ordered from {factory} instead of {formerFactory}.',
  'expected-anew': 'Expected at {time} instead of {formerTime}.',
} as const;
