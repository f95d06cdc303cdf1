import type { SaidWords } from '../said-words.ts';

/** The server speaks English itself; here are its sentences with a time in them, which is to be the reader's. */
export const said: Partial<SaidWords> = {
  'expected-anew': 'Expected {time} instead of {formerTime}.',
  past: '{time} is past; name a time to come.',
  missing: '{factory} has delivered {delivered} of {quantity}; the rest was expected {time}.',
};
