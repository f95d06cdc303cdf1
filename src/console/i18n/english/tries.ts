import type { TryWords } from '../../restock/tries.ts';

const answers: TryWords['answers'] = {
  accepted: 'accepted',
  rejected: 'refused for good',
  unavailable: 'not taken',
  unconfirmed: 'not confirmed',
  not_asked: 'not asked, because of an error of our own',
  none: 'without answer',
  pending: 'being asked',
};

export const tries: TryWords = {
  answers,
  one: ({ number, factory, isNewRun }, outcome) =>
    `Try ${number} at ${factory}${isNewRun ? ' after it was started again' : ''}: ${outcome}`,
  several: ({ from, to, factory, isNewRun }, outcome) =>
    `Tries ${from} to ${to} at ${factory}${isNewRun ? ' after it was started again' : ''}, the latest ${outcome}`,
  inList: (number, outcome) => `Try ${number}: ${outcome}`,
  leftOut: (from, to) =>
    from === to ? `Try ${from} is counted, but not kept` : `Tries ${from} to ${to} are counted, but not kept`,
  after: (outcome, seconds) => `${outcome} after ${seconds} s`,
  list: (count) => `Each try (${count})`,
};
