/** What came of asking a factory for goods, where it did not take the order. What it said itself is `said`. */
export const factoryTroubles = {
  'factory-slow': 'The factory {factory} did not answer within {patience}, so it may or may not have taken the order',
  'factory-cut':
    'The factory {factory} closed the connection without an answer, so it may or may not have taken the order',
  'factory-garbled': 'The factory {factory} gave no usable answer ({cause}), so it may or may not have taken the order',
  'factory-unreachable': 'The factory {factory} could not be reached ({cause})',
  'factory-redirects': 'The factory {factory} answered {answer}, a redirect, which is never followed',
  'factory-redirects-saying': 'The factory {factory} answered {answer}, a redirect, which is never followed: {said}',
  'factory-said': 'The factory {factory} answered {answer}: {said}',
  'factory-answered': 'The factory {factory} answered {answer}',
} as const;
