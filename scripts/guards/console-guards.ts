import type { Guard } from './guard.ts';

/** What people see and do in the console. */
export const consoleGuards: Guard[] = [
  {
    name: 'a retry of many takes exactly what the filter of the console shows',
    file: 'src/console/pages/restocks/retry-all-dialog.ts',
    text: 'const body = { filter: bodyOf(filter), name,',
    without: 'const body = { filter: {}, name,',
    tests: ['test/console/outage.console.test.ts'],
  },
  {
    name: 'the console asks nothing more once nobody is logged in',
    file: 'src/console/live/begin.ts',
    text: 'return stopEvents();',
    without: 'return;',
    tests: ['test/console/log-in.console.test.ts'],
    named: 'nothing more is asked',
  },
  {
    name: 'what the console was not told, it reads again',
    file: 'src/console/pages/restocks/restock-list.ts',
    text: 'keepReading(reread)',
    without: '() => {}',
    tests: ['test/console/connection.console.test.ts'],
    named: 'where there is none',
  },
  {
    name: 'what is new does not push rows away',
    file: 'src/console/pages/restocks/restock-list.ts',
    text: 'freshIds.add(restock.id);',
    without: 'rows.value = [rowOf(restock), ...rows.value];',
    tests: ['test/console/restocks-page.console.test.ts'],
    named: 'without moving a row',
  },
  {
    name: 'what is said in another language is marked for those who hear it',
    file: 'src/console/ui/said.ts',
    text: '<span lang=${languageOf(text)}>',
    without: '<span>',
    tests: ['test/console/korean.console.test.ts'],
    named: 'nobody reads English',
  },
  {
    name: 'a refusal is worded in the language of the page',
    file: 'src/console/ui/trouble.ts',
    text: 'return isSaid ? [] : [{ sentence: message, coded }];',
    without: 'return isSaid ? [] : [{ sentence: message, coded: null }];',
    tests: ['test/console/korean.console.test.ts'],
    named: 'of a repair says why',
  },
  {
    name: 'the console runs nothing but files of its own',
    file: 'src/api/console.ts',
    text: '"script-src \'self\'",',
    without: "\"script-src 'self' 'unsafe-inline'\",",
    tests: ['test/integration/console-pages.system.test.ts'],
    named: 'not theirs',
  },
];
