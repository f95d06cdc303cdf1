import { expect, it } from 'vitest';
import { createDenials } from '../../src/access/denials.ts';
import { captureLog } from '../support/captured-log.ts';

it('a flood of refused requests is counted in full, and fills no disk', async () => {
  const { logger, text } = captureLog();
  let counted = 0;
  const denials = createDenials({ failuresPerMinute: 10, logger, onAccessDenied: () => (counted += 1) });
  const note = (n: number, address: string) =>
    denials.note({ denial: 'missing', id: null }, { id: String(n), address, route: 'GET /v1/products' });
  for (let n = 1; n <= 1_000; n++) await note(n, '192.0.2.1');
  await note(1_001, '192.0.2.2');
  expect(counted).toBe(1_001);
  const lines = text().trim().split('\n');
  expect(lines).toHaveLength(601);
  expect(lines.at(-1)).toContain('192.0.2.2');
});
