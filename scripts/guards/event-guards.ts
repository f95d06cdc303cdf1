import type { Guard } from './guard.ts';

const events = ['test/integration/events.sql.test.ts'];
const streams = ['test/integration/event-streams.system.test.ts'];

/** What people are told while they watch. */
export const eventGuards: Guard[] = [
  {
    name: 'a change that commits late is found',
    file: 'src/events/tail.ts',
    text: '(isLong ? overlap.long : overlap.short)',
    without: 'overlap.short',
    tests: events,
    named: 'MySQL.*commits long after',
  },
  {
    name: 'each change of a restock has a version',
    file: 'src/restocking/restock-attention.ts',
    text: "version: trx.raw('version + 1'), ",
    tests: events,
    named: 'SQLite.*every change',
  },
  {
    name: 'a stream begins when nothing can be missed any more',
    file: 'src/events/change.ts',
    text: 'upTo(most.restocks, restockChanges(db), beginning)',
    without: 'upTo(most.restocks, restockChanges(db), now)',
    tests: events,
    named: 'SQLite.*after a break with',
  },
  {
    name: 'a stream ends with the right to read',
    file: 'src/api/event-hub.ts',
    text: '!(await isStillAllowed())',
    without: 'false',
    tests: streams,
    named: 'SQLite.*may read',
  },
  {
    name: 'nobody asks for changes that nobody listens to',
    file: 'src/events/change-feed.ts',
    text: '    run?.stop.abort();\n',
    tests: streams,
    named: 'SQLite.*only while',
  },
  {
    name: 'a slow reader is cut off',
    file: 'src/api/event-stream.ts',
    text: 'response.writableLength > mostWaiting || ',
    tests: streams,
    named: 'cut off',
  },
  {
    name: 'streams end when their process is to stop',
    file: 'src/api/event-hub.ts',
    text: '    for (const { stream } of readers) stream.end();\n',
    tests: streams,
    named: 'SQLite.*several processes',
  },
];
