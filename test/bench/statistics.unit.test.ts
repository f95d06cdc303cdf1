import { expect, test } from 'vitest';
import { chooser } from '../../bench/load/load.ts';
import { newRequests } from '../../bench/machine/temporal-requests.ts';
import { shares } from '../../bench/report/profile.ts';
import { median, quantile, slope, summarize } from '../../bench/report/statistics.ts';
import { figure, render, spread } from '../../bench/report/table.ts';

test('a percentile is a value that was measured, and the median of an even number lies between two', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.01, 0.5, 0.99, 1].map((share) => quantile(hundred, share))).toEqual([1, 50, 99, 100]);
  expect(quantile([7], 0.99)).toBe(7);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect([quantile([], 0.5), median([])]).toEqual([Number.NaN, Number.NaN]);
});

test('a slope is the change of memory an hour', () => {
  expect(slope([[0, 10], [1, 12], [2, 14]])).toBeCloseTo(2); // prettier-ignore
  expect(slope([[0, 5], [1, 5]])).toBe(0); // prettier-ignore
});

test('a figure has three significant digits, and none where nothing was measured', () => {
  expect([24_561, 3.14159, 0.04567, 0, Number.NaN].map(figure)).toEqual(['24,600', '3.14', '0.0457', '0', '–']);
  expect(spread(summarize([]))).toBe('–');
  expect(spread(summarize([10, 30, 20]))).toBe('20.0 (10.0–30.0)');
});

test('a table puts columns of figures to the right', () => {
  const table = { caption: '', columns: ['side', 'n'], rows: [['a', '1.00'], ['bcd ef', '–']] }; // prettier-ignore
  expect(render(table).split('\n')).toEqual([
    '| side   |    n |',
    '| ------ | ---: |',
    '| a      | 1.00 |',
    '| bcd ef |    – |',
  ]);
});

test("by Zipf's law the first product is drawn twice as often as the second", () => {
  const product = { prefix: '', count: 3, choice: 'zipf' } as const;
  const draws = Array.from({ length: 11 }, (_, index) => chooser(product, () => (index + 0.5) / 11)());
  expect([0, 1, 2].map((index) => draws.filter((drawn) => drawn === index).length)).toEqual([6, 3, 2]);
});

test('processor time is told by whose code ran, without the time that nothing ran', () => {
  const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url } });
  const nodes = [
    node(1, '(idle)'),
    node(2, 'query', 'file:///shop/node_modules/mysql2/lib/connection.js'),
    node(3, 'sell', 'file:///shop/src/sales/sell.ts'),
    node(4, 'write', 'node:net'),
  ];
  expect(shares({ nodes, samples: [1, 2, 3, 4], timeDeltas: [900, 50, 30, 20] })).toEqual([
    ['mysql2', 0.5],
    ['src/sales', 0.3],
    ['Node.js', 0.2],
  ]);
});

test('requests to Temporal are those that came in between', () => {
  const added = newRequests(new Map([['Poll', 3]]), new Map([['Poll', 3], ['Start', 2]])); // prettier-ignore
  expect([...added]).toEqual([['Start', 2]]);
});
