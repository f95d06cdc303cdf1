/** What is on record where a person gave no name. */
export const unnamed = 'somebody';
