import type { Guard } from './guard.ts';

/** What people see and do in the console. */
export const consoleGuards: Guard[] = [
  {
    name: 'a retry of many takes exactly what the filter of the console shows',
    file: 'src/console/pages/restocks/retry-all-dialog.ts',
    text: 'const body = { filter: bodyOf(filter), name,',
    without: 'const body = { filter: {}, name,',
    tests: ['test/console/outage.test.ts'],
  },
  {
    name: 'the console asks nothing more once nobody is logged in',
    file: 'src/console/live/begin.ts',
    text: 'return stopEvents();',
    without: 'return;',
    tests: ['test/console/log-in.test.ts'],
    named: 'nothing more is asked',
  },
  {
    name: 'what the console was not told, it reads again',
    file: 'src/console/pages/restocks/restock-list.ts',
    text: 'keepReading(reread)',
    without: '() => {}',
    tests: ['test/console/connection.test.ts'],
    named: 'where there is none',
  },
  {
    name: 'what is new does not push rows away',
    file: 'src/console/pages/restocks/restock-list.ts',
    text: 'freshIds.add(restock.id);',
    without: 'rows.value = [rowOf(restock), ...rows.value];',
    tests: ['test/console/restocks-page.test.ts'],
    named: 'without moving a row',
  },
  {
    name: 'the console runs nothing but files of its own',
    file: 'src/api/console.ts',
    text: '"script-src \'self\'",',
    without: "\"script-src 'self' 'unsafe-inline'\",",
    tests: ['test/integration/console-pages.test.ts'],
    named: 'not theirs',
  },
];
