import { editString, nth, replaceCall, replaceProperty } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** What operators see and do in the console. */
export const consoleMutations: Mutation[] = [
  {
    name: 'a bulk retry takes exactly what the filter of the console shows',
    symbol: 'RetryAllDialog.run',
    change: replaceProperty('filter', '{}'),
    tests: 'console/outage',
  },
  {
    name: 'the console requests nothing more after the session has ended',
    symbol: 'begin',
    change: replaceCall('stopEvents', 'undefined'),
    tests: 'log-in',
    named: 'nothing more is asked',
  },
  {
    name: 'what the console was not told, it reads again',
    symbol: 'openRestockList',
    change: replaceCall('keepReading', '() => {}'),
    tests: 'connection',
    named: 'where there is none',
  },
  {
    name: 'new restocks do not push rows away',
    symbol: 'openRestockList.note',
    change: replaceCall('add', 'rows.value = [rowOf(restock), ...rows.value]'),
    tests: 'restocks-page',
    named: 'without moving a row',
  },
  {
    name: 'text in another language is marked for screen readers',
    symbol: 'Words',
    change: replaceCall('languageOf', 'undefined'),
    tests: 'korean',
    named: 'nobody reads English',
  },
  {
    name: 'an error is worded in the language of the page',
    symbol: 'detailsOf',
    change: nth(2, replaceProperty('coded', 'null')),
    tests: 'korean',
    named: 'of a repair says why',
  },
  {
    name: 'the console runs nothing but files of its own',
    symbol: 'contentSecurityPolicy',
    change: editString("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    tests: 'console-pages',
    named: 'not theirs',
  },
];
