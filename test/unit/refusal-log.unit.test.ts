import { expect, it } from 'vitest';
import type { Logger } from '../../src/logger.ts';
import { createRefusalLog } from '../../src/sales/log-refusals.ts';

it('refused purchases are told at once, and then together now and then for as long as there are any', async () => {
  const told: number[] = [];
  const soon: (() => void)[] = [];
  const warn = ({ refused }: { refused: number }) => {
    told.push(refused);
    const next = soon.shift();
    // After the line, and before any other timer.
    if (next) queueMicrotask(next);
  };
  const refuse = createRefusalLog({ warn } as unknown as Logger, 30);
  soon.push(() => undefined, refuse);
  refuse();
  expect(told).toEqual([1]);
  refuse();
  refuse();
  expect(told).toEqual([1]);
  await expect.poll(() => told).toEqual([1, 2, 1]);
  // Nobody was refused since, so it begins anew.
  await expect.poll(() => (refuse(), told.length)).toBeGreaterThan(3);
});
