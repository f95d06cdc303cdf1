import { dropProperty, dropStatement, never, replaceArgument } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** What those who watch are told. */
export const eventMutations: Mutation[] = [
  {
    name: 'a change that commits late is found',
    symbol: 'Tail.look.since',
    change: never('isLong'),
    tests: 'events',
    named: 'commits long after',
    on: 'MySQL',
  },
  {
    name: 'each change of a restock has a version',
    symbol: 'updateRestock',
    change: dropProperty('version'),
    tests: 'events',
    named: 'every change',
  },
  {
    name: 'a stream begins early enough to miss nothing',
    symbol: 'changesSince.restocks',
    change: replaceArgument('upTo', 2, 'now'),
    tests: 'events',
    named: 'after a break with',
  },
  {
    name: 'a stream ends with the right to read',
    symbol: 'createEventHub.check',
    change: never('isStillAllowed'),
    tests: 'event-streams',
    named: 'may read',
  },
  {
    name: 'the database is not polled while no one listens',
    symbol: 'createChangeFeed.leave',
    change: dropStatement('abort'),
    tests: 'event-streams',
    named: 'only while',
  },
  {
    name: 'a slow reader is cut off',
    symbol: 'isTooSlow',
    change: never('writableLength'),
    tests: 'event-streams',
    named: 'cut off',
  },
  {
    name: 'streams end when their process stops',
    symbol: 'createEventHub',
    change: dropStatement('abort', 'end'),
    tests: 'event-streams',
    named: 'several processes',
  },
];
