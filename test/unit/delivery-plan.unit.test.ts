import { expect, it } from 'vitest';
import { planDelivery } from '../../src/simulator/delivery-plan.ts';
import { faultSet, Faults, type FaultSet } from '../../src/simulator/faults.ts';
import { readSimulatorSettings } from '../../src/simulator/settings.ts';

const acceptedAt = new Date('2026-11-24T12:00:00Z');

/** When the callbacks of an order of ten come, in seconds after it was taken, and with how many. */
function planned(faults: FaultSet['faults']): [seconds: number, count: string][] {
  const order = { key: 'restock-X-1', orderId: 'M-1', quantity: 10, acceptedAt, leadTime: 5_000 };
  const { callbacks } = planDelivery(order, new Faults(faultSet.parse({ faults }).faults));
  return callbacks.map(({ dueAt, count }) => [(Date.parse(dueAt) - acceptedAt.getTime()) / 1_000, count]);
}

it.each<[string, FaultSet['faults'], [number, string][]]>([
  ['after the lead time', [], [[5, '10']]],
  ['a minute later', [{ name: 'late' }], [[65, '10']]],
  [
    'twice at a distance',
    [{ name: 'callback-twice', delayMs: 1_500 }],
    [
      [5, '10'],
      [6.5, '10'],
    ],
  ],
  [
    'in parts a second apart',
    [{ name: 'in-parts', parts: 3 }],
    [
      [5, '4'],
      [6, '3'],
      [7, '3'],
    ],
  ],
  [
    'in parts, late and twice',
    [{ name: 'in-parts', delayMs: 60_000 }, { name: 'late', delayMs: 1_000 }, { name: 'callback-twice' }],
    [
      [6, '5'],
      [6, '5'],
      [66, '5'],
      [66, '5'],
    ],
  ],
  ['before the answer', [{ name: 'early-callback' }, { name: 'late' }], [[0, '10']]],
])('the simulated factory delivers %s', (_, faults, expected) => {
  expect(planned(faults)).toEqual(expected);
});

it('the simulated factory takes a week at most, and five seconds where nothing is set', () => {
  const leadTimeOf = (SIMULATOR_LEAD_TIME: string) => readSimulatorSettings({ SIMULATOR_LEAD_TIME }).leadTime;
  expect([leadTimeOf(''), leadTimeOf('90s'), leadTimeOf('7d')]).toEqual([5_000, 90_000, 604_800_000]);
  expect(() => leadTimeOf('8d')).toThrow('is longer than 7d');
});
